/** What a program needs that embeds a server. */
export { ConfFolder } from "../conf/conf-folder.ts";
export { type Finding, formatFinding } from "../conf/finding.ts";
export type { Outside } from "../conf/settings.ts";
export { CanalServer, type CanalServerOptions, type ServerAddresses } from "./canal-server.ts";
export type { Logger } from "./logger.ts";
export { silentLogger } from "./logger.ts";
export type { DestinationHealth, Health } from "./ops/health.ts";
export type { HealthReason } from "./ops/health-reason.ts";
export { createLogger, type LogOptions } from "./ops/log.ts";
