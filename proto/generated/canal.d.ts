import * as $protobuf from "protobufjs";

/** Namespace sluice. */
export namespace sluice {

    /** Namespace canal. */
    namespace canal {

        /** Compression enum. */
        enum Compression {

            /** COMPRESSIONCOMPATIBLEPROTO2 value */
            COMPRESSIONCOMPATIBLEPROTO2 = 0,

            /** NONE value */
            NONE = 1,

            /** ZLIB value */
            ZLIB = 2,

            /** GZIP value */
            GZIP = 3,

            /** LZF value */
            LZF = 4
        }

        /** PacketType enum. */
        enum PacketType {

            /** PACKAGETYPECOMPATIBLEPROTO2 value */
            PACKAGETYPECOMPATIBLEPROTO2 = 0,

            /** HANDSHAKE value */
            HANDSHAKE = 1,

            /** CLIENTAUTHENTICATION value */
            CLIENTAUTHENTICATION = 2,

            /** ACK value */
            ACK = 3,

            /** SUBSCRIPTION value */
            SUBSCRIPTION = 4,

            /** UNSUBSCRIPTION value */
            UNSUBSCRIPTION = 5,

            /** GET value */
            GET = 6,

            /** MESSAGES value */
            MESSAGES = 7,

            /** CLIENTACK value */
            CLIENTACK = 8,

            /** SHUTDOWN value */
            SHUTDOWN = 9,

            /** DUMP value */
            DUMP = 10,

            /** HEARTBEAT value */
            HEARTBEAT = 11,

            /** CLIENTROLLBACK value */
            CLIENTROLLBACK = 12
        }

        /**
         * Properties of a Packet.
         * @deprecated Use sluice.canal.Packet.$Properties instead.
         */
        interface IPacket extends sluice.canal.Packet.$Properties {
        }

        /** Represents a Packet. */
        class Packet {

            /**
             * Constructs a new Packet.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Packet.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Packet magic_number. */
            magic_number?: (number|null);

            /** Packet version. */
            version?: (number|null);

            /** Packet type. */
            type: sluice.canal.PacketType;

            /** Packet compression. */
            compression?: (sluice.canal.Compression|null);

            /** Packet body. */
            body: Uint8Array;

            /** Packet magic_number_present. */
            magic_number_present?: "magic_number";

            /** Packet version_present. */
            version_present?: "version";

            /** Packet compression_present. */
            compression_present?: "compression";

            /**
             * Encodes the specified Packet message. Does not implicitly {@link sluice.canal.Packet.verify|verify} messages.
             * @param message Packet message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Packet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Packet message, length delimited. Does not implicitly {@link sluice.canal.Packet.verify|verify} messages.
             * @param message Packet message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Packet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Packet message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Packet & sluice.canal.Packet.$Shape} Packet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Packet & sluice.canal.Packet.$Shape;

            /**
             * Decodes a Packet message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Packet & sluice.canal.Packet.$Shape} Packet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Packet & sluice.canal.Packet.$Shape;

            /**
             * Creates a Packet message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Packet
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Packet;

            /**
             * Creates a plain object from a Packet message. Also converts values to other types if specified.
             * @param message Packet
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Packet, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Packet to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Packet
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Packet {

            /** Properties of a Packet. */
            interface $Properties {

                /** Packet magic_number */
                magic_number?: (number|null);

                /** Packet version */
                version?: (number|null);

                /** Packet type */
                type?: (sluice.canal.PacketType|null);

                /** Packet compression */
                compression?: (sluice.canal.Compression|null);

                /** Packet body */
                body?: (Uint8Array|null);

                /** Packet magic_number_present */
                magic_number_present?: "magic_number";

                /** Packet version_present */
                version_present?: "version";

                /** Packet compression_present */
                compression_present?: "compression";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Packet. */
            type $Shape = {
              magic_number?: number|null;
              version?: number|null;
              type?: sluice.canal.PacketType|null;
              compression?: sluice.canal.Compression|null;
              body?: Uint8Array|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ magic_number_present?: undefined; magic_number?: null }|{ magic_number_present?: "magic_number"; magic_number: number })
            ) & (
              ({ version_present?: undefined; version?: null }|{ version_present?: "version"; version: number })
            ) & (
              ({ compression_present?: undefined; compression?: null }|{ compression_present?: "compression"; compression: sluice.canal.Compression })
            );
        }

        /**
         * Properties of a HeartBeat.
         * @deprecated Use sluice.canal.HeartBeat.$Properties instead.
         */
        interface IHeartBeat extends sluice.canal.HeartBeat.$Properties {
        }

        /** Represents a HeartBeat. */
        class HeartBeat {

            /**
             * Constructs a new HeartBeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.HeartBeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeartBeat send_timestamp. */
            send_timestamp: number;

            /** HeartBeat start_timestamp. */
            start_timestamp: number;

            /**
             * Encodes the specified HeartBeat message. Does not implicitly {@link sluice.canal.HeartBeat.verify|verify} messages.
             * @param message HeartBeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.HeartBeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified HeartBeat message, length delimited. Does not implicitly {@link sluice.canal.HeartBeat.verify|verify} messages.
             * @param message HeartBeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.HeartBeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeartBeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.HeartBeat & sluice.canal.HeartBeat.$Shape} HeartBeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.HeartBeat & sluice.canal.HeartBeat.$Shape;

            /**
             * Decodes a HeartBeat message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.HeartBeat & sluice.canal.HeartBeat.$Shape} HeartBeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.HeartBeat & sluice.canal.HeartBeat.$Shape;

            /**
             * Creates a HeartBeat message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HeartBeat
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.HeartBeat;

            /**
             * Creates a plain object from a HeartBeat message. Also converts values to other types if specified.
             * @param message HeartBeat
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.HeartBeat, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HeartBeat to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for HeartBeat
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace HeartBeat {

            /** Properties of a HeartBeat. */
            interface $Properties {

                /** HeartBeat send_timestamp */
                send_timestamp?: (number|null);

                /** HeartBeat start_timestamp */
                start_timestamp?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeartBeat. */
            type $Shape = sluice.canal.HeartBeat.$Properties;
        }

        /**
         * Properties of a Handshake.
         * @deprecated Use sluice.canal.Handshake.$Properties instead.
         */
        interface IHandshake extends sluice.canal.Handshake.$Properties {
        }

        /** Represents a Handshake. */
        class Handshake {

            /**
             * Constructs a new Handshake.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Handshake.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Handshake communication_encoding. */
            communication_encoding?: (string|null);

            /** Handshake seeds. */
            seeds: Uint8Array;

            /** Handshake supported_compressions. */
            supported_compressions: sluice.canal.Compression;

            /** Handshake communication_encoding_present. */
            communication_encoding_present?: "communication_encoding";

            /**
             * Encodes the specified Handshake message. Does not implicitly {@link sluice.canal.Handshake.verify|verify} messages.
             * @param message Handshake message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Handshake.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Handshake message, length delimited. Does not implicitly {@link sluice.canal.Handshake.verify|verify} messages.
             * @param message Handshake message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Handshake.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Handshake message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Handshake & sluice.canal.Handshake.$Shape} Handshake
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Handshake & sluice.canal.Handshake.$Shape;

            /**
             * Decodes a Handshake message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Handshake & sluice.canal.Handshake.$Shape} Handshake
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Handshake & sluice.canal.Handshake.$Shape;

            /**
             * Creates a Handshake message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Handshake
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Handshake;

            /**
             * Creates a plain object from a Handshake message. Also converts values to other types if specified.
             * @param message Handshake
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Handshake, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Handshake to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Handshake
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Handshake {

            /** Properties of a Handshake. */
            interface $Properties {

                /** Handshake communication_encoding */
                communication_encoding?: (string|null);

                /** Handshake seeds */
                seeds?: (Uint8Array|null);

                /** Handshake supported_compressions */
                supported_compressions?: (sluice.canal.Compression|null);

                /** Handshake communication_encoding_present */
                communication_encoding_present?: "communication_encoding";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Handshake. */
            type $Shape = {
              communication_encoding?: string|null;
              seeds?: Uint8Array|null;
              supported_compressions?: sluice.canal.Compression|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ communication_encoding_present?: undefined; communication_encoding?: null }|{ communication_encoding_present?: "communication_encoding"; communication_encoding: string })
            );
        }

        /**
         * Properties of a ClientAuth.
         * @deprecated Use sluice.canal.ClientAuth.$Properties instead.
         */
        interface IClientAuth extends sluice.canal.ClientAuth.$Properties {
        }

        /** Represents a ClientAuth. */
        class ClientAuth {

            /**
             * Constructs a new ClientAuth.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.ClientAuth.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientAuth username. */
            username: string;

            /** ClientAuth password. */
            password: Uint8Array;

            /** ClientAuth net_read_timeout. */
            net_read_timeout?: (number|null);

            /** ClientAuth net_write_timeout. */
            net_write_timeout?: (number|null);

            /** ClientAuth destination. */
            destination: string;

            /** ClientAuth client_id. */
            client_id: string;

            /** ClientAuth filter. */
            filter: string;

            /** ClientAuth start_timestamp. */
            start_timestamp: number;

            /** ClientAuth net_read_timeout_present. */
            net_read_timeout_present?: "net_read_timeout";

            /** ClientAuth net_write_timeout_present. */
            net_write_timeout_present?: "net_write_timeout";

            /**
             * Encodes the specified ClientAuth message. Does not implicitly {@link sluice.canal.ClientAuth.verify|verify} messages.
             * @param message ClientAuth message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.ClientAuth.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified ClientAuth message, length delimited. Does not implicitly {@link sluice.canal.ClientAuth.verify|verify} messages.
             * @param message ClientAuth message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.ClientAuth.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientAuth message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.ClientAuth & sluice.canal.ClientAuth.$Shape} ClientAuth
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.ClientAuth & sluice.canal.ClientAuth.$Shape;

            /**
             * Decodes a ClientAuth message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.ClientAuth & sluice.canal.ClientAuth.$Shape} ClientAuth
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.ClientAuth & sluice.canal.ClientAuth.$Shape;

            /**
             * Creates a ClientAuth message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ClientAuth
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.ClientAuth;

            /**
             * Creates a plain object from a ClientAuth message. Also converts values to other types if specified.
             * @param message ClientAuth
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.ClientAuth, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ClientAuth to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for ClientAuth
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ClientAuth {

            /** Properties of a ClientAuth. */
            interface $Properties {

                /** ClientAuth username */
                username?: (string|null);

                /** ClientAuth password */
                password?: (Uint8Array|null);

                /** ClientAuth net_read_timeout */
                net_read_timeout?: (number|null);

                /** ClientAuth net_write_timeout */
                net_write_timeout?: (number|null);

                /** ClientAuth destination */
                destination?: (string|null);

                /** ClientAuth client_id */
                client_id?: (string|null);

                /** ClientAuth filter */
                filter?: (string|null);

                /** ClientAuth start_timestamp */
                start_timestamp?: (number|null);

                /** ClientAuth net_read_timeout_present */
                net_read_timeout_present?: "net_read_timeout";

                /** ClientAuth net_write_timeout_present */
                net_write_timeout_present?: "net_write_timeout";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ClientAuth. */
            type $Shape = {
              username?: string|null;
              password?: Uint8Array|null;
              net_read_timeout?: number|null;
              net_write_timeout?: number|null;
              destination?: string|null;
              client_id?: string|null;
              filter?: string|null;
              start_timestamp?: number|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ net_read_timeout_present?: undefined; net_read_timeout?: null }|{ net_read_timeout_present?: "net_read_timeout"; net_read_timeout: number })
            ) & (
              ({ net_write_timeout_present?: undefined; net_write_timeout?: null }|{ net_write_timeout_present?: "net_write_timeout"; net_write_timeout: number })
            );
        }

        /**
         * Properties of an Ack.
         * @deprecated Use sluice.canal.Ack.$Properties instead.
         */
        interface IAck extends sluice.canal.Ack.$Properties {
        }

        /** Represents an Ack. */
        class Ack {

            /**
             * Constructs a new Ack.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Ack.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ack error_code. */
            error_code?: (number|null);

            /** Ack error_message. */
            error_message: string;

            /** Ack error_code_present. */
            error_code_present?: "error_code";

            /**
             * Encodes the specified Ack message. Does not implicitly {@link sluice.canal.Ack.verify|verify} messages.
             * @param message Ack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Ack message, length delimited. Does not implicitly {@link sluice.canal.Ack.verify|verify} messages.
             * @param message Ack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Ack & sluice.canal.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Ack & sluice.canal.Ack.$Shape;

            /**
             * Decodes an Ack message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Ack & sluice.canal.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Ack & sluice.canal.Ack.$Shape;

            /**
             * Creates an Ack message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Ack
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Ack;

            /**
             * Creates a plain object from an Ack message. Also converts values to other types if specified.
             * @param message Ack
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Ack, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Ack to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Ack
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Ack {

            /** Properties of an Ack. */
            interface $Properties {

                /** Ack error_code */
                error_code?: (number|null);

                /** Ack error_message */
                error_message?: (string|null);

                /** Ack error_code_present */
                error_code_present?: "error_code";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Ack. */
            type $Shape = {
              error_code?: number|null;
              error_message?: string|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ error_code_present?: undefined; error_code?: null }|{ error_code_present?: "error_code"; error_code: number })
            );
        }

        /**
         * Properties of a ClientAck.
         * @deprecated Use sluice.canal.ClientAck.$Properties instead.
         */
        interface IClientAck extends sluice.canal.ClientAck.$Properties {
        }

        /** Represents a ClientAck. */
        class ClientAck {

            /**
             * Constructs a new ClientAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.ClientAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientAck destination. */
            destination: string;

            /** ClientAck client_id. */
            client_id: string;

            /** ClientAck batch_id. */
            batch_id: number;

            /**
             * Encodes the specified ClientAck message. Does not implicitly {@link sluice.canal.ClientAck.verify|verify} messages.
             * @param message ClientAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.ClientAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified ClientAck message, length delimited. Does not implicitly {@link sluice.canal.ClientAck.verify|verify} messages.
             * @param message ClientAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.ClientAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.ClientAck & sluice.canal.ClientAck.$Shape} ClientAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.ClientAck & sluice.canal.ClientAck.$Shape;

            /**
             * Decodes a ClientAck message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.ClientAck & sluice.canal.ClientAck.$Shape} ClientAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.ClientAck & sluice.canal.ClientAck.$Shape;

            /**
             * Creates a ClientAck message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ClientAck
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.ClientAck;

            /**
             * Creates a plain object from a ClientAck message. Also converts values to other types if specified.
             * @param message ClientAck
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.ClientAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ClientAck to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for ClientAck
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ClientAck {

            /** Properties of a ClientAck. */
            interface $Properties {

                /** ClientAck destination */
                destination?: (string|null);

                /** ClientAck client_id */
                client_id?: (string|null);

                /** ClientAck batch_id */
                batch_id?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientAck. */
            type $Shape = sluice.canal.ClientAck.$Properties;
        }

        /**
         * Properties of a Sub.
         * @deprecated Use sluice.canal.Sub.$Properties instead.
         */
        interface ISub extends sluice.canal.Sub.$Properties {
        }

        /** Represents a Sub. */
        class Sub {

            /**
             * Constructs a new Sub.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Sub.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Sub destination. */
            destination: string;

            /** Sub client_id. */
            client_id: string;

            /** Sub filter. */
            filter: string;

            /**
             * Encodes the specified Sub message. Does not implicitly {@link sluice.canal.Sub.verify|verify} messages.
             * @param message Sub message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Sub.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Sub message, length delimited. Does not implicitly {@link sluice.canal.Sub.verify|verify} messages.
             * @param message Sub message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Sub.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sub message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Sub & sluice.canal.Sub.$Shape} Sub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Sub & sluice.canal.Sub.$Shape;

            /**
             * Decodes a Sub message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Sub & sluice.canal.Sub.$Shape} Sub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Sub & sluice.canal.Sub.$Shape;

            /**
             * Creates a Sub message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Sub
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Sub;

            /**
             * Creates a plain object from a Sub message. Also converts values to other types if specified.
             * @param message Sub
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Sub, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Sub to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Sub
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Sub {

            /** Properties of a Sub. */
            interface $Properties {

                /** Sub destination */
                destination?: (string|null);

                /** Sub client_id */
                client_id?: (string|null);

                /** Sub filter */
                filter?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sub. */
            type $Shape = sluice.canal.Sub.$Properties;
        }

        /**
         * Properties of an Unsub.
         * @deprecated Use sluice.canal.Unsub.$Properties instead.
         */
        interface IUnsub extends sluice.canal.Unsub.$Properties {
        }

        /** Represents an Unsub. */
        class Unsub {

            /**
             * Constructs a new Unsub.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Unsub.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Unsub destination. */
            destination: string;

            /** Unsub client_id. */
            client_id: string;

            /** Unsub filter. */
            filter: string;

            /**
             * Encodes the specified Unsub message. Does not implicitly {@link sluice.canal.Unsub.verify|verify} messages.
             * @param message Unsub message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Unsub.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Unsub message, length delimited. Does not implicitly {@link sluice.canal.Unsub.verify|verify} messages.
             * @param message Unsub message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Unsub.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Unsub message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Unsub & sluice.canal.Unsub.$Shape} Unsub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Unsub & sluice.canal.Unsub.$Shape;

            /**
             * Decodes an Unsub message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Unsub & sluice.canal.Unsub.$Shape} Unsub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Unsub & sluice.canal.Unsub.$Shape;

            /**
             * Creates an Unsub message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Unsub
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Unsub;

            /**
             * Creates a plain object from an Unsub message. Also converts values to other types if specified.
             * @param message Unsub
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Unsub, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Unsub to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Unsub
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Unsub {

            /** Properties of an Unsub. */
            interface $Properties {

                /** Unsub destination */
                destination?: (string|null);

                /** Unsub client_id */
                client_id?: (string|null);

                /** Unsub filter */
                filter?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Unsub. */
            type $Shape = sluice.canal.Unsub.$Properties;
        }

        /**
         * Properties of a Get.
         * @deprecated Use sluice.canal.Get.$Properties instead.
         */
        interface IGet extends sluice.canal.Get.$Properties {
        }

        /** Represents a Get. */
        class Get {

            /**
             * Constructs a new Get.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Get.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Get destination. */
            destination: string;

            /** Get client_id. */
            client_id: string;

            /** Get fetch_size. */
            fetch_size: number;

            /** Get timeout. */
            timeout?: (number|null);

            /** Get unit. */
            unit?: (number|null);

            /** Get auto_ack. */
            auto_ack?: (boolean|null);

            /** Get timeout_present. */
            timeout_present?: "timeout";

            /** Get unit_present. */
            unit_present?: "unit";

            /** Get auto_ack_present. */
            auto_ack_present?: "auto_ack";

            /**
             * Encodes the specified Get message. Does not implicitly {@link sluice.canal.Get.verify|verify} messages.
             * @param message Get message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Get.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Get message, length delimited. Does not implicitly {@link sluice.canal.Get.verify|verify} messages.
             * @param message Get message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Get.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Get message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Get & sluice.canal.Get.$Shape} Get
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Get & sluice.canal.Get.$Shape;

            /**
             * Decodes a Get message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Get & sluice.canal.Get.$Shape} Get
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Get & sluice.canal.Get.$Shape;

            /**
             * Creates a Get message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Get
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Get;

            /**
             * Creates a plain object from a Get message. Also converts values to other types if specified.
             * @param message Get
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Get, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Get to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Get
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Get {

            /** Properties of a Get. */
            interface $Properties {

                /** Get destination */
                destination?: (string|null);

                /** Get client_id */
                client_id?: (string|null);

                /** Get fetch_size */
                fetch_size?: (number|null);

                /** Get timeout */
                timeout?: (number|null);

                /** Get unit */
                unit?: (number|null);

                /** Get auto_ack */
                auto_ack?: (boolean|null);

                /** Get timeout_present */
                timeout_present?: "timeout";

                /** Get unit_present */
                unit_present?: "unit";

                /** Get auto_ack_present */
                auto_ack_present?: "auto_ack";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Get. */
            type $Shape = {
              destination?: string|null;
              client_id?: string|null;
              fetch_size?: number|null;
              timeout?: number|null;
              unit?: number|null;
              auto_ack?: boolean|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ timeout_present?: undefined; timeout?: null }|{ timeout_present?: "timeout"; timeout: number })
            ) & (
              ({ unit_present?: undefined; unit?: null }|{ unit_present?: "unit"; unit: number })
            ) & (
              ({ auto_ack_present?: undefined; auto_ack?: null }|{ auto_ack_present?: "auto_ack"; auto_ack: boolean })
            );
        }

        /**
         * Properties of a Messages.
         * @deprecated Use sluice.canal.Messages.$Properties instead.
         */
        interface IMessages extends sluice.canal.Messages.$Properties {
        }

        /** Represents a Messages. */
        class Messages {

            /**
             * Constructs a new Messages.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Messages.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Messages batch_id. */
            batch_id: number;

            /** Messages messages. */
            messages: Uint8Array[];

            /**
             * Encodes the specified Messages message. Does not implicitly {@link sluice.canal.Messages.verify|verify} messages.
             * @param message Messages message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Messages.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Messages message, length delimited. Does not implicitly {@link sluice.canal.Messages.verify|verify} messages.
             * @param message Messages message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Messages.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Messages message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Messages & sluice.canal.Messages.$Shape} Messages
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Messages & sluice.canal.Messages.$Shape;

            /**
             * Decodes a Messages message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Messages & sluice.canal.Messages.$Shape} Messages
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Messages & sluice.canal.Messages.$Shape;

            /**
             * Creates a Messages message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Messages
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Messages;

            /**
             * Creates a plain object from a Messages message. Also converts values to other types if specified.
             * @param message Messages
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Messages, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Messages to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Messages
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Messages {

            /** Properties of a Messages. */
            interface $Properties {

                /** Messages batch_id */
                batch_id?: (number|null);

                /** Messages messages */
                messages?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Messages. */
            type $Shape = sluice.canal.Messages.$Properties;
        }

        /**
         * Properties of a Dump.
         * @deprecated Use sluice.canal.Dump.$Properties instead.
         */
        interface IDump extends sluice.canal.Dump.$Properties {
        }

        /** Represents a Dump. */
        class Dump {

            /**
             * Constructs a new Dump.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.Dump.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Dump journal. */
            journal: string;

            /** Dump position. */
            position: number;

            /** Dump timestamp. */
            timestamp?: (number|null);

            /** Dump timestamp_present. */
            timestamp_present?: "timestamp";

            /**
             * Encodes the specified Dump message. Does not implicitly {@link sluice.canal.Dump.verify|verify} messages.
             * @param message Dump message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.Dump.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Dump message, length delimited. Does not implicitly {@link sluice.canal.Dump.verify|verify} messages.
             * @param message Dump message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.Dump.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Dump message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.Dump & sluice.canal.Dump.$Shape} Dump
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.Dump & sluice.canal.Dump.$Shape;

            /**
             * Decodes a Dump message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.Dump & sluice.canal.Dump.$Shape} Dump
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.Dump & sluice.canal.Dump.$Shape;

            /**
             * Creates a Dump message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Dump
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.Dump;

            /**
             * Creates a plain object from a Dump message. Also converts values to other types if specified.
             * @param message Dump
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.Dump, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Dump to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Dump
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Dump {

            /** Properties of a Dump. */
            interface $Properties {

                /** Dump journal */
                journal?: (string|null);

                /** Dump position */
                position?: (number|null);

                /** Dump timestamp */
                timestamp?: (number|null);

                /** Dump timestamp_present */
                timestamp_present?: "timestamp";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Dump. */
            type $Shape = {
              journal?: string|null;
              position?: number|null;
              timestamp?: number|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ timestamp_present?: undefined; timestamp?: null }|{ timestamp_present?: "timestamp"; timestamp: number })
            );
        }

        /**
         * Properties of a ClientRollback.
         * @deprecated Use sluice.canal.ClientRollback.$Properties instead.
         */
        interface IClientRollback extends sluice.canal.ClientRollback.$Properties {
        }

        /** Represents a ClientRollback. */
        class ClientRollback {

            /**
             * Constructs a new ClientRollback.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.canal.ClientRollback.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientRollback destination. */
            destination: string;

            /** ClientRollback client_id. */
            client_id: string;

            /** ClientRollback batch_id. */
            batch_id: number;

            /**
             * Encodes the specified ClientRollback message. Does not implicitly {@link sluice.canal.ClientRollback.verify|verify} messages.
             * @param message ClientRollback message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.canal.ClientRollback.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified ClientRollback message, length delimited. Does not implicitly {@link sluice.canal.ClientRollback.verify|verify} messages.
             * @param message ClientRollback message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.canal.ClientRollback.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientRollback message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.canal.ClientRollback & sluice.canal.ClientRollback.$Shape} ClientRollback
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.canal.ClientRollback & sluice.canal.ClientRollback.$Shape;

            /**
             * Decodes a ClientRollback message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.canal.ClientRollback & sluice.canal.ClientRollback.$Shape} ClientRollback
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.canal.ClientRollback & sluice.canal.ClientRollback.$Shape;

            /**
             * Creates a ClientRollback message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ClientRollback
             */
            static fromObject(object: { [k: string]: any }): sluice.canal.ClientRollback;

            /**
             * Creates a plain object from a ClientRollback message. Also converts values to other types if specified.
             * @param message ClientRollback
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.canal.ClientRollback, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ClientRollback to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for ClientRollback
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ClientRollback {

            /** Properties of a ClientRollback. */
            interface $Properties {

                /** ClientRollback destination */
                destination?: (string|null);

                /** ClientRollback client_id */
                client_id?: (string|null);

                /** ClientRollback batch_id */
                batch_id?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientRollback. */
            type $Shape = sluice.canal.ClientRollback.$Properties;
        }
    }
}
