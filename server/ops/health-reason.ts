/** Why a destination is not healthy, and what it needs. */
export interface HealthReason {
  readonly code: string;
  readonly message: string;
}
