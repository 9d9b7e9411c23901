/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $Number = $util.global.Number, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt, $Boolean = $util.global.Boolean;

// Exported root namespace
const $root = $protobuf.roots["sluice-canal"] || ($protobuf.roots["sluice-canal"] = {});

export const sluice = $root.sluice = (() => {

    /**
     * Namespace sluice.
     * @exports sluice
     * @namespace
     */
    const sluice = {};

    sluice.canal = (function() {

        /**
         * Namespace canal.
         * @memberof sluice
         * @namespace
         */
        const canal = {};

        /**
         * Compression enum.
         * @name sluice.canal.Compression
         * @enum {number}
         * @property {number} COMPRESSIONCOMPATIBLEPROTO2=0 COMPRESSIONCOMPATIBLEPROTO2 value
         * @property {number} NONE=1 NONE value
         * @property {number} ZLIB=2 ZLIB value
         * @property {number} GZIP=3 GZIP value
         * @property {number} LZF=4 LZF value
         */
        canal.Compression = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "COMPRESSIONCOMPATIBLEPROTO2"] = 0;
            values[valuesById[1] = "NONE"] = 1;
            values[valuesById[2] = "ZLIB"] = 2;
            values[valuesById[3] = "GZIP"] = 3;
            values[valuesById[4] = "LZF"] = 4;
            return values;
        })();

        /**
         * PacketType enum.
         * @name sluice.canal.PacketType
         * @enum {number}
         * @property {number} PACKAGETYPECOMPATIBLEPROTO2=0 PACKAGETYPECOMPATIBLEPROTO2 value
         * @property {number} HANDSHAKE=1 HANDSHAKE value
         * @property {number} CLIENTAUTHENTICATION=2 CLIENTAUTHENTICATION value
         * @property {number} ACK=3 ACK value
         * @property {number} SUBSCRIPTION=4 SUBSCRIPTION value
         * @property {number} UNSUBSCRIPTION=5 UNSUBSCRIPTION value
         * @property {number} GET=6 GET value
         * @property {number} MESSAGES=7 MESSAGES value
         * @property {number} CLIENTACK=8 CLIENTACK value
         * @property {number} SHUTDOWN=9 SHUTDOWN value
         * @property {number} DUMP=10 DUMP value
         * @property {number} HEARTBEAT=11 HEARTBEAT value
         * @property {number} CLIENTROLLBACK=12 CLIENTROLLBACK value
         */
        canal.PacketType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "PACKAGETYPECOMPATIBLEPROTO2"] = 0;
            values[valuesById[1] = "HANDSHAKE"] = 1;
            values[valuesById[2] = "CLIENTAUTHENTICATION"] = 2;
            values[valuesById[3] = "ACK"] = 3;
            values[valuesById[4] = "SUBSCRIPTION"] = 4;
            values[valuesById[5] = "UNSUBSCRIPTION"] = 5;
            values[valuesById[6] = "GET"] = 6;
            values[valuesById[7] = "MESSAGES"] = 7;
            values[valuesById[8] = "CLIENTACK"] = 8;
            values[valuesById[9] = "SHUTDOWN"] = 9;
            values[valuesById[10] = "DUMP"] = 10;
            values[valuesById[11] = "HEARTBEAT"] = 11;
            values[valuesById[12] = "CLIENTROLLBACK"] = 12;
            return values;
        })();

        canal.Packet = (function() {

            /**
             * Properties of a Packet.
             * @typedef {Object} sluice.canal.Packet.$Properties
             * @property {number|null} [magic_number] Packet magic_number
             * @property {number|null} [version] Packet version
             * @property {sluice.canal.PacketType|null} [type] Packet type
             * @property {sluice.canal.Compression|null} [compression] Packet compression
             * @property {Uint8Array|null} [body] Packet body
             * @property {"magic_number"} [magic_number_present] Packet magic_number_present
             * @property {"version"} [version_present] Packet version_present
             * @property {"compression"} [compression_present] Packet compression_present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Packet.
             * @memberof sluice.canal
             * @interface IPacket
             * @augments sluice.canal.Packet.$Properties
             * @deprecated Use sluice.canal.Packet.$Properties instead.
             */

            /**
             * Narrowed shape of a Packet.
             * @typedef {{
             *   magic_number?: number|null;
             *   version?: number|null;
             *   type?: sluice.canal.PacketType|null;
             *   compression?: sluice.canal.Compression|null;
             *   body?: Uint8Array|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ magic_number_present?: undefined; magic_number?: null }|{ magic_number_present?: "magic_number"; magic_number: number })
             * ) & (
             *   ({ version_present?: undefined; version?: null }|{ version_present?: "version"; version: number })
             * ) & (
             *   ({ compression_present?: undefined; compression?: null }|{ compression_present?: "compression"; compression: sluice.canal.Compression })
             * )} sluice.canal.Packet.$Shape
             */

            /**
             * Constructs a new Packet.
             * @memberof sluice.canal
             * @classdesc Represents a Packet.
             * @constructor
             * @param {sluice.canal.Packet.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Packet = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Packet magic_number.
             * @member {number|null|undefined} magic_number
             * @memberof sluice.canal.Packet
             * @instance
             */
            Packet.prototype.magic_number = null;

            /**
             * Packet version.
             * @member {number|null|undefined} version
             * @memberof sluice.canal.Packet
             * @instance
             */
            Packet.prototype.version = null;

            /**
             * Packet type.
             * @member {sluice.canal.PacketType} type
             * @memberof sluice.canal.Packet
             * @instance
             */
            Packet.prototype.type = 0;

            /**
             * Packet compression.
             * @member {sluice.canal.Compression|null|undefined} compression
             * @memberof sluice.canal.Packet
             * @instance
             */
            Packet.prototype.compression = null;

            /**
             * Packet body.
             * @member {Uint8Array} body
             * @memberof sluice.canal.Packet
             * @instance
             */
            Packet.prototype.body = $util.newBuffer([]);

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Packet magic_number_present.
             * @member {"magic_number"|undefined} magic_number_present
             * @memberof sluice.canal.Packet
             * @instance
             */
            $Object.defineProperty(Packet.prototype, "magic_number_present", {
                get: $util.oneOfGetter($oneOfFields = ["magic_number"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Packet version_present.
             * @member {"version"|undefined} version_present
             * @memberof sluice.canal.Packet
             * @instance
             */
            $Object.defineProperty(Packet.prototype, "version_present", {
                get: $util.oneOfGetter($oneOfFields = ["version"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Packet compression_present.
             * @member {"compression"|undefined} compression_present
             * @memberof sluice.canal.Packet
             * @instance
             */
            $Object.defineProperty(Packet.prototype, "compression_present", {
                get: $util.oneOfGetter($oneOfFields = ["compression"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Packet message. Does not implicitly {@link sluice.canal.Packet.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Packet
             * @static
             * @param {sluice.canal.Packet.$Properties} message Packet message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Packet.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.magic_number != null && $Object.hasOwnProperty.call(message, "magic_number"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.magic_number);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.version);
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.type);
                if (message.compression != null && $Object.hasOwnProperty.call(message, "compression"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.compression);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Packet message, length delimited. Does not implicitly {@link sluice.canal.Packet.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Packet
             * @static
             * @param {sluice.canal.Packet.$Properties} message Packet message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Packet.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Packet message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Packet
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Packet & sluice.canal.Packet.$Shape} Packet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Packet.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Packet();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.magic_number = reader.int32();
                            message.magic_number_present = "magic_number";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.version = reader.int32();
                            message.version_present = "version";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.compression = reader.int32();
                            message.compression_present = "compression";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a Packet message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Packet
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Packet & sluice.canal.Packet.$Shape} Packet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Packet.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Packet message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Packet
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Packet} Packet
             */
            Packet.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Packet)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Packet: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Packet();
                if (object.magic_number != null)
                    message.magic_number = object.magic_number | 0;
                if (object.version != null)
                    message.version = object.version | 0;
                if (object.type !== 0 && (typeof object.type !== "string" || $root.sluice.canal.PacketType[object.type] !== 0))
                    switch (object.type) {
                    case "PACKAGETYPECOMPATIBLEPROTO2":
                    case 0:
                        message.type = 0;
                        break;
                    case "HANDSHAKE":
                    case 1:
                        message.type = 1;
                        break;
                    case "CLIENTAUTHENTICATION":
                    case 2:
                        message.type = 2;
                        break;
                    case "ACK":
                    case 3:
                        message.type = 3;
                        break;
                    case "SUBSCRIPTION":
                    case 4:
                        message.type = 4;
                        break;
                    case "UNSUBSCRIPTION":
                    case 5:
                        message.type = 5;
                        break;
                    case "GET":
                    case 6:
                        message.type = 6;
                        break;
                    case "MESSAGES":
                    case 7:
                        message.type = 7;
                        break;
                    case "CLIENTACK":
                    case 8:
                        message.type = 8;
                        break;
                    case "SHUTDOWN":
                    case 9:
                        message.type = 9;
                        break;
                    case "DUMP":
                    case 10:
                        message.type = 10;
                        break;
                    case "HEARTBEAT":
                    case 11:
                        message.type = 11;
                        break;
                    case "CLIENTROLLBACK":
                    case 12:
                        message.type = 12;
                        break;
                    default:
                        if (typeof object.type === "number" && (object.type | 0) === object.type)
                            message.type = object.type;
                    }
                switch (object.compression) {
                case "COMPRESSIONCOMPATIBLEPROTO2":
                case 0:
                    message.compression = 0;
                    break;
                case "NONE":
                case 1:
                    message.compression = 1;
                    break;
                case "ZLIB":
                case 2:
                    message.compression = 2;
                    break;
                case "GZIP":
                case 3:
                    message.compression = 3;
                    break;
                case "LZF":
                case 4:
                    message.compression = 4;
                    break;
                default:
                    if (typeof object.compression === "number" && (object.compression | 0) === object.compression)
                        message.compression = object.compression;
                }
                if (object.body != null)
                    if (object.body.length)
                        if (typeof object.body === "string")
                            $util.base64.decode(object.body, message.body = $util.newBuffer($util.base64.length(object.body)), 0);
                        else if (object.body.length >= 0)
                            message.body = object.body;
                return message;
            };

            /**
             * Creates a plain object from a Packet message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Packet
             * @static
             * @param {sluice.canal.Packet} message Packet
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Packet.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.type = options.enums === $String ? "PACKAGETYPECOMPATIBLEPROTO2" : 0;
                    if (options.bytes === $String)
                        object.body = "";
                    else {
                        object.body = [];
                        if (options.bytes !== $Array)
                            object.body = $util.newBuffer(object.body);
                    }
                }
                if (message.magic_number != null && $Object.hasOwnProperty.call(message, "magic_number")) {
                    object.magic_number = message.magic_number;
                    if (options.oneofs)
                        object.magic_number_present = "magic_number";
                }
                if (message.version != null && $Object.hasOwnProperty.call(message, "version")) {
                    object.version = message.version;
                    if (options.oneofs)
                        object.version_present = "version";
                }
                if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                    object.type = options.enums === $String ? $root.sluice.canal.PacketType[message.type] === $undefined ? message.type : $root.sluice.canal.PacketType[message.type] : message.type;
                if (message.compression != null && $Object.hasOwnProperty.call(message, "compression")) {
                    object.compression = options.enums === $String ? $root.sluice.canal.Compression[message.compression] === $undefined ? message.compression : $root.sluice.canal.Compression[message.compression] : message.compression;
                    if (options.oneofs)
                        object.compression_present = "compression";
                }
                if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                    object.body = options.bytes === $String ? $util.base64.encode(message.body, 0, message.body.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.body) : message.body;
                return object;
            };

            /**
             * Converts this Packet to JSON.
             * @function toJSON
             * @memberof sluice.canal.Packet
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Packet.prototype.toJSON = function() {
                return Packet.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Packet
             * @function getTypeUrl
             * @memberof sluice.canal.Packet
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Packet.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Packet";
            };

            return Packet;
        })();

        canal.HeartBeat = (function() {

            /**
             * Properties of a HeartBeat.
             * @typedef {Object} sluice.canal.HeartBeat.$Properties
             * @property {number|null} [send_timestamp] HeartBeat send_timestamp
             * @property {number|null} [start_timestamp] HeartBeat start_timestamp
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HeartBeat.
             * @memberof sluice.canal
             * @interface IHeartBeat
             * @augments sluice.canal.HeartBeat.$Properties
             * @deprecated Use sluice.canal.HeartBeat.$Properties instead.
             */

            /**
             * Shape of a HeartBeat.
             * @typedef {sluice.canal.HeartBeat.$Properties} sluice.canal.HeartBeat.$Shape
             */

            /**
             * Constructs a new HeartBeat.
             * @memberof sluice.canal
             * @classdesc Represents a HeartBeat.
             * @constructor
             * @param {sluice.canal.HeartBeat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HeartBeat = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HeartBeat send_timestamp.
             * @member {number} send_timestamp
             * @memberof sluice.canal.HeartBeat
             * @instance
             */
            HeartBeat.prototype.send_timestamp = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * HeartBeat start_timestamp.
             * @member {number} start_timestamp
             * @memberof sluice.canal.HeartBeat
             * @instance
             */
            HeartBeat.prototype.start_timestamp = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified HeartBeat message. Does not implicitly {@link sluice.canal.HeartBeat.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {sluice.canal.HeartBeat.$Properties} message HeartBeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HeartBeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.send_timestamp != null && $Object.hasOwnProperty.call(message, "send_timestamp") && (typeof message.send_timestamp === "object" ? message.send_timestamp.low || message.send_timestamp.high : message.send_timestamp !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.send_timestamp);
                if (message.start_timestamp != null && $Object.hasOwnProperty.call(message, "start_timestamp") && (typeof message.start_timestamp === "object" ? message.start_timestamp.low || message.start_timestamp.high : message.start_timestamp !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.start_timestamp);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified HeartBeat message, length delimited. Does not implicitly {@link sluice.canal.HeartBeat.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {sluice.canal.HeartBeat.$Properties} message HeartBeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HeartBeat.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a HeartBeat message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.HeartBeat & sluice.canal.HeartBeat.$Shape} HeartBeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HeartBeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.HeartBeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.send_timestamp = value;
                            else
                                delete message.send_timestamp;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.start_timestamp = value;
                            else
                                delete message.start_timestamp;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a HeartBeat message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.HeartBeat & sluice.canal.HeartBeat.$Shape} HeartBeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HeartBeat.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a HeartBeat message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.HeartBeat} HeartBeat
             */
            HeartBeat.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.HeartBeat)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.HeartBeat: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.HeartBeat();
                if (object.send_timestamp != null)
                    if (typeof object.send_timestamp === "object" ? object.send_timestamp.low || object.send_timestamp.high : $Number(object.send_timestamp) !== 0)
                        if ($util.Long)
                            message.send_timestamp = $util.Long.fromValue(object.send_timestamp, false);
                        else if (typeof object.send_timestamp === "string")
                            message.send_timestamp = $parseInt(object.send_timestamp, 10);
                        else if (typeof object.send_timestamp === "number")
                            message.send_timestamp = object.send_timestamp;
                        else if (typeof object.send_timestamp === "object")
                            message.send_timestamp = new $util.LongBits(object.send_timestamp.low >>> 0, object.send_timestamp.high >>> 0).toNumber();
                if (object.start_timestamp != null)
                    if (typeof object.start_timestamp === "object" ? object.start_timestamp.low || object.start_timestamp.high : $Number(object.start_timestamp) !== 0)
                        if ($util.Long)
                            message.start_timestamp = $util.Long.fromValue(object.start_timestamp, false);
                        else if (typeof object.start_timestamp === "string")
                            message.start_timestamp = $parseInt(object.start_timestamp, 10);
                        else if (typeof object.start_timestamp === "number")
                            message.start_timestamp = object.start_timestamp;
                        else if (typeof object.start_timestamp === "object")
                            message.start_timestamp = new $util.LongBits(object.start_timestamp.low >>> 0, object.start_timestamp.high >>> 0).toNumber();
                return message;
            };

            /**
             * Creates a plain object from a HeartBeat message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {sluice.canal.HeartBeat} message HeartBeat
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            HeartBeat.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.send_timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.send_timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.start_timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.start_timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.send_timestamp != null && $Object.hasOwnProperty.call(message, "send_timestamp"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.send_timestamp = typeof message.send_timestamp === "number" ? $BigInt(message.send_timestamp) : $util.Long.fromBits(message.send_timestamp.low >>> 0, message.send_timestamp.high >>> 0, false).toBigInt();
                    else if (typeof message.send_timestamp === "number")
                        object.send_timestamp = options.longs === $String ? $String(message.send_timestamp) : message.send_timestamp;
                    else
                        object.send_timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.send_timestamp) : options.longs === $Number ? new $util.LongBits(message.send_timestamp.low >>> 0, message.send_timestamp.high >>> 0).toNumber() : message.send_timestamp;
                if (message.start_timestamp != null && $Object.hasOwnProperty.call(message, "start_timestamp"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.start_timestamp = typeof message.start_timestamp === "number" ? $BigInt(message.start_timestamp) : $util.Long.fromBits(message.start_timestamp.low >>> 0, message.start_timestamp.high >>> 0, false).toBigInt();
                    else if (typeof message.start_timestamp === "number")
                        object.start_timestamp = options.longs === $String ? $String(message.start_timestamp) : message.start_timestamp;
                    else
                        object.start_timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.start_timestamp) : options.longs === $Number ? new $util.LongBits(message.start_timestamp.low >>> 0, message.start_timestamp.high >>> 0).toNumber() : message.start_timestamp;
                return object;
            };

            /**
             * Converts this HeartBeat to JSON.
             * @function toJSON
             * @memberof sluice.canal.HeartBeat
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            HeartBeat.prototype.toJSON = function() {
                return HeartBeat.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for HeartBeat
             * @function getTypeUrl
             * @memberof sluice.canal.HeartBeat
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            HeartBeat.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.HeartBeat";
            };

            return HeartBeat;
        })();

        canal.Handshake = (function() {

            /**
             * Properties of a Handshake.
             * @typedef {Object} sluice.canal.Handshake.$Properties
             * @property {string|null} [communication_encoding] Handshake communication_encoding
             * @property {Uint8Array|null} [seeds] Handshake seeds
             * @property {sluice.canal.Compression|null} [supported_compressions] Handshake supported_compressions
             * @property {"communication_encoding"} [communication_encoding_present] Handshake communication_encoding_present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Handshake.
             * @memberof sluice.canal
             * @interface IHandshake
             * @augments sluice.canal.Handshake.$Properties
             * @deprecated Use sluice.canal.Handshake.$Properties instead.
             */

            /**
             * Narrowed shape of a Handshake.
             * @typedef {{
             *   communication_encoding?: string|null;
             *   seeds?: Uint8Array|null;
             *   supported_compressions?: sluice.canal.Compression|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ communication_encoding_present?: undefined; communication_encoding?: null }|{ communication_encoding_present?: "communication_encoding"; communication_encoding: string })
             * )} sluice.canal.Handshake.$Shape
             */

            /**
             * Constructs a new Handshake.
             * @memberof sluice.canal
             * @classdesc Represents a Handshake.
             * @constructor
             * @param {sluice.canal.Handshake.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Handshake = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Handshake communication_encoding.
             * @member {string|null|undefined} communication_encoding
             * @memberof sluice.canal.Handshake
             * @instance
             */
            Handshake.prototype.communication_encoding = null;

            /**
             * Handshake seeds.
             * @member {Uint8Array} seeds
             * @memberof sluice.canal.Handshake
             * @instance
             */
            Handshake.prototype.seeds = $util.newBuffer([]);

            /**
             * Handshake supported_compressions.
             * @member {sluice.canal.Compression} supported_compressions
             * @memberof sluice.canal.Handshake
             * @instance
             */
            Handshake.prototype.supported_compressions = 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Handshake communication_encoding_present.
             * @member {"communication_encoding"|undefined} communication_encoding_present
             * @memberof sluice.canal.Handshake
             * @instance
             */
            $Object.defineProperty(Handshake.prototype, "communication_encoding_present", {
                get: $util.oneOfGetter($oneOfFields = ["communication_encoding"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Handshake message. Does not implicitly {@link sluice.canal.Handshake.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Handshake
             * @static
             * @param {sluice.canal.Handshake.$Properties} message Handshake message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Handshake.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.communication_encoding != null && $Object.hasOwnProperty.call(message, "communication_encoding"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.communication_encoding);
                if (message.seeds != null && $Object.hasOwnProperty.call(message, "seeds") && message.seeds.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.seeds);
                if (message.supported_compressions != null && $Object.hasOwnProperty.call(message, "supported_compressions") && message.supported_compressions !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.supported_compressions);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Handshake message, length delimited. Does not implicitly {@link sluice.canal.Handshake.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Handshake
             * @static
             * @param {sluice.canal.Handshake.$Properties} message Handshake message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Handshake.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Handshake message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Handshake
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Handshake & sluice.canal.Handshake.$Shape} Handshake
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Handshake.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Handshake();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.communication_encoding = reader.stringVerify();
                            message.communication_encoding_present = "communication_encoding";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.seeds = value;
                            else
                                delete message.seeds;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.supported_compressions = value;
                            else
                                delete message.supported_compressions;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a Handshake message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Handshake
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Handshake & sluice.canal.Handshake.$Shape} Handshake
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Handshake.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Handshake message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Handshake
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Handshake} Handshake
             */
            Handshake.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Handshake)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Handshake: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Handshake();
                if (object.communication_encoding != null)
                    message.communication_encoding = $String(object.communication_encoding);
                if (object.seeds != null)
                    if (object.seeds.length)
                        if (typeof object.seeds === "string")
                            $util.base64.decode(object.seeds, message.seeds = $util.newBuffer($util.base64.length(object.seeds)), 0);
                        else if (object.seeds.length >= 0)
                            message.seeds = object.seeds;
                if (object.supported_compressions !== 0 && (typeof object.supported_compressions !== "string" || $root.sluice.canal.Compression[object.supported_compressions] !== 0))
                    switch (object.supported_compressions) {
                    case "COMPRESSIONCOMPATIBLEPROTO2":
                    case 0:
                        message.supported_compressions = 0;
                        break;
                    case "NONE":
                    case 1:
                        message.supported_compressions = 1;
                        break;
                    case "ZLIB":
                    case 2:
                        message.supported_compressions = 2;
                        break;
                    case "GZIP":
                    case 3:
                        message.supported_compressions = 3;
                        break;
                    case "LZF":
                    case 4:
                        message.supported_compressions = 4;
                        break;
                    default:
                        if (typeof object.supported_compressions === "number" && (object.supported_compressions | 0) === object.supported_compressions)
                            message.supported_compressions = object.supported_compressions;
                    }
                return message;
            };

            /**
             * Creates a plain object from a Handshake message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Handshake
             * @static
             * @param {sluice.canal.Handshake} message Handshake
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Handshake.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if (options.bytes === $String)
                        object.seeds = "";
                    else {
                        object.seeds = [];
                        if (options.bytes !== $Array)
                            object.seeds = $util.newBuffer(object.seeds);
                    }
                    object.supported_compressions = options.enums === $String ? "COMPRESSIONCOMPATIBLEPROTO2" : 0;
                }
                if (message.communication_encoding != null && $Object.hasOwnProperty.call(message, "communication_encoding")) {
                    object.communication_encoding = message.communication_encoding;
                    if (options.oneofs)
                        object.communication_encoding_present = "communication_encoding";
                }
                if (message.seeds != null && $Object.hasOwnProperty.call(message, "seeds"))
                    object.seeds = options.bytes === $String ? $util.base64.encode(message.seeds, 0, message.seeds.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.seeds) : message.seeds;
                if (message.supported_compressions != null && $Object.hasOwnProperty.call(message, "supported_compressions"))
                    object.supported_compressions = options.enums === $String ? $root.sluice.canal.Compression[message.supported_compressions] === $undefined ? message.supported_compressions : $root.sluice.canal.Compression[message.supported_compressions] : message.supported_compressions;
                return object;
            };

            /**
             * Converts this Handshake to JSON.
             * @function toJSON
             * @memberof sluice.canal.Handshake
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Handshake.prototype.toJSON = function() {
                return Handshake.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Handshake
             * @function getTypeUrl
             * @memberof sluice.canal.Handshake
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Handshake.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Handshake";
            };

            return Handshake;
        })();

        canal.ClientAuth = (function() {

            /**
             * Properties of a ClientAuth.
             * @typedef {Object} sluice.canal.ClientAuth.$Properties
             * @property {string|null} [username] ClientAuth username
             * @property {Uint8Array|null} [password] ClientAuth password
             * @property {number|null} [net_read_timeout] ClientAuth net_read_timeout
             * @property {number|null} [net_write_timeout] ClientAuth net_write_timeout
             * @property {string|null} [destination] ClientAuth destination
             * @property {string|null} [client_id] ClientAuth client_id
             * @property {string|null} [filter] ClientAuth filter
             * @property {number|null} [start_timestamp] ClientAuth start_timestamp
             * @property {"net_read_timeout"} [net_read_timeout_present] ClientAuth net_read_timeout_present
             * @property {"net_write_timeout"} [net_write_timeout_present] ClientAuth net_write_timeout_present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClientAuth.
             * @memberof sluice.canal
             * @interface IClientAuth
             * @augments sluice.canal.ClientAuth.$Properties
             * @deprecated Use sluice.canal.ClientAuth.$Properties instead.
             */

            /**
             * Narrowed shape of a ClientAuth.
             * @typedef {{
             *   username?: string|null;
             *   password?: Uint8Array|null;
             *   net_read_timeout?: number|null;
             *   net_write_timeout?: number|null;
             *   destination?: string|null;
             *   client_id?: string|null;
             *   filter?: string|null;
             *   start_timestamp?: number|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ net_read_timeout_present?: undefined; net_read_timeout?: null }|{ net_read_timeout_present?: "net_read_timeout"; net_read_timeout: number })
             * ) & (
             *   ({ net_write_timeout_present?: undefined; net_write_timeout?: null }|{ net_write_timeout_present?: "net_write_timeout"; net_write_timeout: number })
             * )} sluice.canal.ClientAuth.$Shape
             */

            /**
             * Constructs a new ClientAuth.
             * @memberof sluice.canal
             * @classdesc Represents a ClientAuth.
             * @constructor
             * @param {sluice.canal.ClientAuth.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClientAuth = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ClientAuth username.
             * @member {string} username
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.username = "";

            /**
             * ClientAuth password.
             * @member {Uint8Array} password
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.password = $util.newBuffer([]);

            /**
             * ClientAuth net_read_timeout.
             * @member {number|null|undefined} net_read_timeout
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.net_read_timeout = null;

            /**
             * ClientAuth net_write_timeout.
             * @member {number|null|undefined} net_write_timeout
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.net_write_timeout = null;

            /**
             * ClientAuth destination.
             * @member {string} destination
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.destination = "";

            /**
             * ClientAuth client_id.
             * @member {string} client_id
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.client_id = "";

            /**
             * ClientAuth filter.
             * @member {string} filter
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.filter = "";

            /**
             * ClientAuth start_timestamp.
             * @member {number} start_timestamp
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            ClientAuth.prototype.start_timestamp = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * ClientAuth net_read_timeout_present.
             * @member {"net_read_timeout"|undefined} net_read_timeout_present
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            $Object.defineProperty(ClientAuth.prototype, "net_read_timeout_present", {
                get: $util.oneOfGetter($oneOfFields = ["net_read_timeout"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * ClientAuth net_write_timeout_present.
             * @member {"net_write_timeout"|undefined} net_write_timeout_present
             * @memberof sluice.canal.ClientAuth
             * @instance
             */
            $Object.defineProperty(ClientAuth.prototype, "net_write_timeout_present", {
                get: $util.oneOfGetter($oneOfFields = ["net_write_timeout"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified ClientAuth message. Does not implicitly {@link sluice.canal.ClientAuth.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {sluice.canal.ClientAuth.$Properties} message ClientAuth message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientAuth.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.username != null && $Object.hasOwnProperty.call(message, "username") && message.username !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.username);
                if (message.password != null && $Object.hasOwnProperty.call(message, "password") && message.password.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.password);
                if (message.net_read_timeout != null && $Object.hasOwnProperty.call(message, "net_read_timeout"))
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.net_read_timeout);
                if (message.net_write_timeout != null && $Object.hasOwnProperty.call(message, "net_write_timeout"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.net_write_timeout);
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.destination);
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id") && message.client_id !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.client_id);
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter") && message.filter !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.filter);
                if (message.start_timestamp != null && $Object.hasOwnProperty.call(message, "start_timestamp") && (typeof message.start_timestamp === "object" ? message.start_timestamp.low || message.start_timestamp.high : message.start_timestamp !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).int64(message.start_timestamp);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified ClientAuth message, length delimited. Does not implicitly {@link sluice.canal.ClientAuth.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {sluice.canal.ClientAuth.$Properties} message ClientAuth message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientAuth.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a ClientAuth message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.ClientAuth & sluice.canal.ClientAuth.$Shape} ClientAuth
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientAuth.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.ClientAuth();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.username = value;
                            else
                                delete message.username;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.password = value;
                            else
                                delete message.password;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.net_read_timeout = reader.int32();
                            message.net_read_timeout_present = "net_read_timeout";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.net_write_timeout = reader.int32();
                            message.net_write_timeout_present = "net_write_timeout";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.destination = value;
                            else
                                delete message.destination;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.client_id = value;
                            else
                                delete message.client_id;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.filter = value;
                            else
                                delete message.filter;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.start_timestamp = value;
                            else
                                delete message.start_timestamp;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a ClientAuth message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.ClientAuth & sluice.canal.ClientAuth.$Shape} ClientAuth
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientAuth.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a ClientAuth message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.ClientAuth} ClientAuth
             */
            ClientAuth.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.ClientAuth)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.ClientAuth: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.ClientAuth();
                if (object.username != null)
                    if (typeof object.username !== "string" || object.username.length)
                        message.username = $String(object.username);
                if (object.password != null)
                    if (object.password.length)
                        if (typeof object.password === "string")
                            $util.base64.decode(object.password, message.password = $util.newBuffer($util.base64.length(object.password)), 0);
                        else if (object.password.length >= 0)
                            message.password = object.password;
                if (object.net_read_timeout != null)
                    message.net_read_timeout = object.net_read_timeout | 0;
                if (object.net_write_timeout != null)
                    message.net_write_timeout = object.net_write_timeout | 0;
                if (object.destination != null)
                    if (typeof object.destination !== "string" || object.destination.length)
                        message.destination = $String(object.destination);
                if (object.client_id != null)
                    if (typeof object.client_id !== "string" || object.client_id.length)
                        message.client_id = $String(object.client_id);
                if (object.filter != null)
                    if (typeof object.filter !== "string" || object.filter.length)
                        message.filter = $String(object.filter);
                if (object.start_timestamp != null)
                    if (typeof object.start_timestamp === "object" ? object.start_timestamp.low || object.start_timestamp.high : $Number(object.start_timestamp) !== 0)
                        if ($util.Long)
                            message.start_timestamp = $util.Long.fromValue(object.start_timestamp, false);
                        else if (typeof object.start_timestamp === "string")
                            message.start_timestamp = $parseInt(object.start_timestamp, 10);
                        else if (typeof object.start_timestamp === "number")
                            message.start_timestamp = object.start_timestamp;
                        else if (typeof object.start_timestamp === "object")
                            message.start_timestamp = new $util.LongBits(object.start_timestamp.low >>> 0, object.start_timestamp.high >>> 0).toNumber();
                return message;
            };

            /**
             * Creates a plain object from a ClientAuth message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {sluice.canal.ClientAuth} message ClientAuth
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ClientAuth.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.username = "";
                    if (options.bytes === $String)
                        object.password = "";
                    else {
                        object.password = [];
                        if (options.bytes !== $Array)
                            object.password = $util.newBuffer(object.password);
                    }
                    object.destination = "";
                    object.client_id = "";
                    object.filter = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.start_timestamp = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.start_timestamp = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.username != null && $Object.hasOwnProperty.call(message, "username"))
                    object.username = message.username;
                if (message.password != null && $Object.hasOwnProperty.call(message, "password"))
                    object.password = options.bytes === $String ? $util.base64.encode(message.password, 0, message.password.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.password) : message.password;
                if (message.net_read_timeout != null && $Object.hasOwnProperty.call(message, "net_read_timeout")) {
                    object.net_read_timeout = message.net_read_timeout;
                    if (options.oneofs)
                        object.net_read_timeout_present = "net_read_timeout";
                }
                if (message.net_write_timeout != null && $Object.hasOwnProperty.call(message, "net_write_timeout")) {
                    object.net_write_timeout = message.net_write_timeout;
                    if (options.oneofs)
                        object.net_write_timeout_present = "net_write_timeout";
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = message.destination;
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id"))
                    object.client_id = message.client_id;
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter"))
                    object.filter = message.filter;
                if (message.start_timestamp != null && $Object.hasOwnProperty.call(message, "start_timestamp"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.start_timestamp = typeof message.start_timestamp === "number" ? $BigInt(message.start_timestamp) : $util.Long.fromBits(message.start_timestamp.low >>> 0, message.start_timestamp.high >>> 0, false).toBigInt();
                    else if (typeof message.start_timestamp === "number")
                        object.start_timestamp = options.longs === $String ? $String(message.start_timestamp) : message.start_timestamp;
                    else
                        object.start_timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.start_timestamp) : options.longs === $Number ? new $util.LongBits(message.start_timestamp.low >>> 0, message.start_timestamp.high >>> 0).toNumber() : message.start_timestamp;
                return object;
            };

            /**
             * Converts this ClientAuth to JSON.
             * @function toJSON
             * @memberof sluice.canal.ClientAuth
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ClientAuth.prototype.toJSON = function() {
                return ClientAuth.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for ClientAuth
             * @function getTypeUrl
             * @memberof sluice.canal.ClientAuth
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ClientAuth.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.ClientAuth";
            };

            return ClientAuth;
        })();

        canal.Ack = (function() {

            /**
             * Properties of an Ack.
             * @typedef {Object} sluice.canal.Ack.$Properties
             * @property {number|null} [error_code] Ack error_code
             * @property {string|null} [error_message] Ack error_message
             * @property {"error_code"} [error_code_present] Ack error_code_present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Ack.
             * @memberof sluice.canal
             * @interface IAck
             * @augments sluice.canal.Ack.$Properties
             * @deprecated Use sluice.canal.Ack.$Properties instead.
             */

            /**
             * Narrowed shape of an Ack.
             * @typedef {{
             *   error_code?: number|null;
             *   error_message?: string|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ error_code_present?: undefined; error_code?: null }|{ error_code_present?: "error_code"; error_code: number })
             * )} sluice.canal.Ack.$Shape
             */

            /**
             * Constructs a new Ack.
             * @memberof sluice.canal
             * @classdesc Represents an Ack.
             * @constructor
             * @param {sluice.canal.Ack.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Ack = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Ack error_code.
             * @member {number|null|undefined} error_code
             * @memberof sluice.canal.Ack
             * @instance
             */
            Ack.prototype.error_code = null;

            /**
             * Ack error_message.
             * @member {string} error_message
             * @memberof sluice.canal.Ack
             * @instance
             */
            Ack.prototype.error_message = "";

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Ack error_code_present.
             * @member {"error_code"|undefined} error_code_present
             * @memberof sluice.canal.Ack
             * @instance
             */
            $Object.defineProperty(Ack.prototype, "error_code_present", {
                get: $util.oneOfGetter($oneOfFields = ["error_code"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Ack message. Does not implicitly {@link sluice.canal.Ack.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Ack
             * @static
             * @param {sluice.canal.Ack.$Properties} message Ack message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Ack.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.error_code != null && $Object.hasOwnProperty.call(message, "error_code"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.error_code);
                if (message.error_message != null && $Object.hasOwnProperty.call(message, "error_message") && message.error_message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.error_message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Ack message, length delimited. Does not implicitly {@link sluice.canal.Ack.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Ack
             * @static
             * @param {sluice.canal.Ack.$Properties} message Ack message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Ack.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Ack
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Ack & sluice.canal.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Ack.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Ack();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.error_code = reader.int32();
                            message.error_code_present = "error_code";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.error_message = value;
                            else
                                delete message.error_message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes an Ack message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Ack
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Ack & sluice.canal.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Ack.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates an Ack message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Ack
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Ack} Ack
             */
            Ack.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Ack)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Ack: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Ack();
                if (object.error_code != null)
                    message.error_code = object.error_code | 0;
                if (object.error_message != null)
                    if (typeof object.error_message !== "string" || object.error_message.length)
                        message.error_message = $String(object.error_message);
                return message;
            };

            /**
             * Creates a plain object from an Ack message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Ack
             * @static
             * @param {sluice.canal.Ack} message Ack
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Ack.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.error_message = "";
                if (message.error_code != null && $Object.hasOwnProperty.call(message, "error_code")) {
                    object.error_code = message.error_code;
                    if (options.oneofs)
                        object.error_code_present = "error_code";
                }
                if (message.error_message != null && $Object.hasOwnProperty.call(message, "error_message"))
                    object.error_message = message.error_message;
                return object;
            };

            /**
             * Converts this Ack to JSON.
             * @function toJSON
             * @memberof sluice.canal.Ack
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Ack.prototype.toJSON = function() {
                return Ack.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Ack
             * @function getTypeUrl
             * @memberof sluice.canal.Ack
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Ack.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Ack";
            };

            return Ack;
        })();

        canal.ClientAck = (function() {

            /**
             * Properties of a ClientAck.
             * @typedef {Object} sluice.canal.ClientAck.$Properties
             * @property {string|null} [destination] ClientAck destination
             * @property {string|null} [client_id] ClientAck client_id
             * @property {number|null} [batch_id] ClientAck batch_id
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClientAck.
             * @memberof sluice.canal
             * @interface IClientAck
             * @augments sluice.canal.ClientAck.$Properties
             * @deprecated Use sluice.canal.ClientAck.$Properties instead.
             */

            /**
             * Shape of a ClientAck.
             * @typedef {sluice.canal.ClientAck.$Properties} sluice.canal.ClientAck.$Shape
             */

            /**
             * Constructs a new ClientAck.
             * @memberof sluice.canal
             * @classdesc Represents a ClientAck.
             * @constructor
             * @param {sluice.canal.ClientAck.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClientAck = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ClientAck destination.
             * @member {string} destination
             * @memberof sluice.canal.ClientAck
             * @instance
             */
            ClientAck.prototype.destination = "";

            /**
             * ClientAck client_id.
             * @member {string} client_id
             * @memberof sluice.canal.ClientAck
             * @instance
             */
            ClientAck.prototype.client_id = "";

            /**
             * ClientAck batch_id.
             * @member {number} batch_id
             * @memberof sluice.canal.ClientAck
             * @instance
             */
            ClientAck.prototype.batch_id = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified ClientAck message. Does not implicitly {@link sluice.canal.ClientAck.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {sluice.canal.ClientAck.$Properties} message ClientAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientAck.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.destination);
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id") && message.client_id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.client_id);
                if (message.batch_id != null && $Object.hasOwnProperty.call(message, "batch_id") && (typeof message.batch_id === "object" ? message.batch_id.low || message.batch_id.high : message.batch_id !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).int64(message.batch_id);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified ClientAck message, length delimited. Does not implicitly {@link sluice.canal.ClientAck.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {sluice.canal.ClientAck.$Properties} message ClientAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientAck.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a ClientAck message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.ClientAck & sluice.canal.ClientAck.$Shape} ClientAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientAck.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.ClientAck();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.destination = value;
                            else
                                delete message.destination;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.client_id = value;
                            else
                                delete message.client_id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.batch_id = value;
                            else
                                delete message.batch_id;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a ClientAck message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.ClientAck & sluice.canal.ClientAck.$Shape} ClientAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientAck.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a ClientAck message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.ClientAck} ClientAck
             */
            ClientAck.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.ClientAck)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.ClientAck: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.ClientAck();
                if (object.destination != null)
                    if (typeof object.destination !== "string" || object.destination.length)
                        message.destination = $String(object.destination);
                if (object.client_id != null)
                    if (typeof object.client_id !== "string" || object.client_id.length)
                        message.client_id = $String(object.client_id);
                if (object.batch_id != null)
                    if (typeof object.batch_id === "object" ? object.batch_id.low || object.batch_id.high : $Number(object.batch_id) !== 0)
                        if ($util.Long)
                            message.batch_id = $util.Long.fromValue(object.batch_id, false);
                        else if (typeof object.batch_id === "string")
                            message.batch_id = $parseInt(object.batch_id, 10);
                        else if (typeof object.batch_id === "number")
                            message.batch_id = object.batch_id;
                        else if (typeof object.batch_id === "object")
                            message.batch_id = new $util.LongBits(object.batch_id.low >>> 0, object.batch_id.high >>> 0).toNumber();
                return message;
            };

            /**
             * Creates a plain object from a ClientAck message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {sluice.canal.ClientAck} message ClientAck
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ClientAck.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.destination = "";
                    object.client_id = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.batch_id = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.batch_id = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = message.destination;
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id"))
                    object.client_id = message.client_id;
                if (message.batch_id != null && $Object.hasOwnProperty.call(message, "batch_id"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.batch_id = typeof message.batch_id === "number" ? $BigInt(message.batch_id) : $util.Long.fromBits(message.batch_id.low >>> 0, message.batch_id.high >>> 0, false).toBigInt();
                    else if (typeof message.batch_id === "number")
                        object.batch_id = options.longs === $String ? $String(message.batch_id) : message.batch_id;
                    else
                        object.batch_id = options.longs === $String ? $util.Long.prototype.toString.call(message.batch_id) : options.longs === $Number ? new $util.LongBits(message.batch_id.low >>> 0, message.batch_id.high >>> 0).toNumber() : message.batch_id;
                return object;
            };

            /**
             * Converts this ClientAck to JSON.
             * @function toJSON
             * @memberof sluice.canal.ClientAck
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ClientAck.prototype.toJSON = function() {
                return ClientAck.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for ClientAck
             * @function getTypeUrl
             * @memberof sluice.canal.ClientAck
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ClientAck.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.ClientAck";
            };

            return ClientAck;
        })();

        canal.Sub = (function() {

            /**
             * Properties of a Sub.
             * @typedef {Object} sluice.canal.Sub.$Properties
             * @property {string|null} [destination] Sub destination
             * @property {string|null} [client_id] Sub client_id
             * @property {string|null} [filter] Sub filter
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Sub.
             * @memberof sluice.canal
             * @interface ISub
             * @augments sluice.canal.Sub.$Properties
             * @deprecated Use sluice.canal.Sub.$Properties instead.
             */

            /**
             * Shape of a Sub.
             * @typedef {sluice.canal.Sub.$Properties} sluice.canal.Sub.$Shape
             */

            /**
             * Constructs a new Sub.
             * @memberof sluice.canal
             * @classdesc Represents a Sub.
             * @constructor
             * @param {sluice.canal.Sub.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Sub = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Sub destination.
             * @member {string} destination
             * @memberof sluice.canal.Sub
             * @instance
             */
            Sub.prototype.destination = "";

            /**
             * Sub client_id.
             * @member {string} client_id
             * @memberof sluice.canal.Sub
             * @instance
             */
            Sub.prototype.client_id = "";

            /**
             * Sub filter.
             * @member {string} filter
             * @memberof sluice.canal.Sub
             * @instance
             */
            Sub.prototype.filter = "";

            /**
             * Encodes the specified Sub message. Does not implicitly {@link sluice.canal.Sub.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Sub
             * @static
             * @param {sluice.canal.Sub.$Properties} message Sub message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sub.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.destination);
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id") && message.client_id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.client_id);
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter") && message.filter !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.filter);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Sub message, length delimited. Does not implicitly {@link sluice.canal.Sub.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Sub
             * @static
             * @param {sluice.canal.Sub.$Properties} message Sub message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sub.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Sub message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Sub
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Sub & sluice.canal.Sub.$Shape} Sub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sub.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Sub();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.destination = value;
                            else
                                delete message.destination;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.client_id = value;
                            else
                                delete message.client_id;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.filter = value;
                            else
                                delete message.filter;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a Sub message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Sub
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Sub & sluice.canal.Sub.$Shape} Sub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sub.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Sub message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Sub
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Sub} Sub
             */
            Sub.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Sub)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Sub: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Sub();
                if (object.destination != null)
                    if (typeof object.destination !== "string" || object.destination.length)
                        message.destination = $String(object.destination);
                if (object.client_id != null)
                    if (typeof object.client_id !== "string" || object.client_id.length)
                        message.client_id = $String(object.client_id);
                if (object.filter != null)
                    if (typeof object.filter !== "string" || object.filter.length)
                        message.filter = $String(object.filter);
                return message;
            };

            /**
             * Creates a plain object from a Sub message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Sub
             * @static
             * @param {sluice.canal.Sub} message Sub
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Sub.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.destination = "";
                    object.client_id = "";
                    object.filter = "";
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = message.destination;
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id"))
                    object.client_id = message.client_id;
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter"))
                    object.filter = message.filter;
                return object;
            };

            /**
             * Converts this Sub to JSON.
             * @function toJSON
             * @memberof sluice.canal.Sub
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Sub.prototype.toJSON = function() {
                return Sub.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Sub
             * @function getTypeUrl
             * @memberof sluice.canal.Sub
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Sub.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Sub";
            };

            return Sub;
        })();

        canal.Unsub = (function() {

            /**
             * Properties of an Unsub.
             * @typedef {Object} sluice.canal.Unsub.$Properties
             * @property {string|null} [destination] Unsub destination
             * @property {string|null} [client_id] Unsub client_id
             * @property {string|null} [filter] Unsub filter
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Unsub.
             * @memberof sluice.canal
             * @interface IUnsub
             * @augments sluice.canal.Unsub.$Properties
             * @deprecated Use sluice.canal.Unsub.$Properties instead.
             */

            /**
             * Shape of an Unsub.
             * @typedef {sluice.canal.Unsub.$Properties} sluice.canal.Unsub.$Shape
             */

            /**
             * Constructs a new Unsub.
             * @memberof sluice.canal
             * @classdesc Represents an Unsub.
             * @constructor
             * @param {sluice.canal.Unsub.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Unsub = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Unsub destination.
             * @member {string} destination
             * @memberof sluice.canal.Unsub
             * @instance
             */
            Unsub.prototype.destination = "";

            /**
             * Unsub client_id.
             * @member {string} client_id
             * @memberof sluice.canal.Unsub
             * @instance
             */
            Unsub.prototype.client_id = "";

            /**
             * Unsub filter.
             * @member {string} filter
             * @memberof sluice.canal.Unsub
             * @instance
             */
            Unsub.prototype.filter = "";

            /**
             * Encodes the specified Unsub message. Does not implicitly {@link sluice.canal.Unsub.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Unsub
             * @static
             * @param {sluice.canal.Unsub.$Properties} message Unsub message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Unsub.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.destination);
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id") && message.client_id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.client_id);
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter") && message.filter !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.filter);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Unsub message, length delimited. Does not implicitly {@link sluice.canal.Unsub.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Unsub
             * @static
             * @param {sluice.canal.Unsub.$Properties} message Unsub message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Unsub.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes an Unsub message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Unsub
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Unsub & sluice.canal.Unsub.$Shape} Unsub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Unsub.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Unsub();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.destination = value;
                            else
                                delete message.destination;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.client_id = value;
                            else
                                delete message.client_id;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.filter = value;
                            else
                                delete message.filter;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes an Unsub message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Unsub
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Unsub & sluice.canal.Unsub.$Shape} Unsub
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Unsub.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates an Unsub message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Unsub
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Unsub} Unsub
             */
            Unsub.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Unsub)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Unsub: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Unsub();
                if (object.destination != null)
                    if (typeof object.destination !== "string" || object.destination.length)
                        message.destination = $String(object.destination);
                if (object.client_id != null)
                    if (typeof object.client_id !== "string" || object.client_id.length)
                        message.client_id = $String(object.client_id);
                if (object.filter != null)
                    if (typeof object.filter !== "string" || object.filter.length)
                        message.filter = $String(object.filter);
                return message;
            };

            /**
             * Creates a plain object from an Unsub message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Unsub
             * @static
             * @param {sluice.canal.Unsub} message Unsub
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Unsub.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.destination = "";
                    object.client_id = "";
                    object.filter = "";
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = message.destination;
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id"))
                    object.client_id = message.client_id;
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter"))
                    object.filter = message.filter;
                return object;
            };

            /**
             * Converts this Unsub to JSON.
             * @function toJSON
             * @memberof sluice.canal.Unsub
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Unsub.prototype.toJSON = function() {
                return Unsub.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Unsub
             * @function getTypeUrl
             * @memberof sluice.canal.Unsub
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Unsub.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Unsub";
            };

            return Unsub;
        })();

        canal.Get = (function() {

            /**
             * Properties of a Get.
             * @typedef {Object} sluice.canal.Get.$Properties
             * @property {string|null} [destination] Get destination
             * @property {string|null} [client_id] Get client_id
             * @property {number|null} [fetch_size] Get fetch_size
             * @property {number|null} [timeout] Get timeout
             * @property {number|null} [unit] Get unit
             * @property {boolean|null} [auto_ack] Get auto_ack
             * @property {"timeout"} [timeout_present] Get timeout_present
             * @property {"unit"} [unit_present] Get unit_present
             * @property {"auto_ack"} [auto_ack_present] Get auto_ack_present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Get.
             * @memberof sluice.canal
             * @interface IGet
             * @augments sluice.canal.Get.$Properties
             * @deprecated Use sluice.canal.Get.$Properties instead.
             */

            /**
             * Narrowed shape of a Get.
             * @typedef {{
             *   destination?: string|null;
             *   client_id?: string|null;
             *   fetch_size?: number|null;
             *   timeout?: number|null;
             *   unit?: number|null;
             *   auto_ack?: boolean|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ timeout_present?: undefined; timeout?: null }|{ timeout_present?: "timeout"; timeout: number })
             * ) & (
             *   ({ unit_present?: undefined; unit?: null }|{ unit_present?: "unit"; unit: number })
             * ) & (
             *   ({ auto_ack_present?: undefined; auto_ack?: null }|{ auto_ack_present?: "auto_ack"; auto_ack: boolean })
             * )} sluice.canal.Get.$Shape
             */

            /**
             * Constructs a new Get.
             * @memberof sluice.canal
             * @classdesc Represents a Get.
             * @constructor
             * @param {sluice.canal.Get.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Get = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Get destination.
             * @member {string} destination
             * @memberof sluice.canal.Get
             * @instance
             */
            Get.prototype.destination = "";

            /**
             * Get client_id.
             * @member {string} client_id
             * @memberof sluice.canal.Get
             * @instance
             */
            Get.prototype.client_id = "";

            /**
             * Get fetch_size.
             * @member {number} fetch_size
             * @memberof sluice.canal.Get
             * @instance
             */
            Get.prototype.fetch_size = 0;

            /**
             * Get timeout.
             * @member {number|null|undefined} timeout
             * @memberof sluice.canal.Get
             * @instance
             */
            Get.prototype.timeout = null;

            /**
             * Get unit.
             * @member {number|null|undefined} unit
             * @memberof sluice.canal.Get
             * @instance
             */
            Get.prototype.unit = null;

            /**
             * Get auto_ack.
             * @member {boolean|null|undefined} auto_ack
             * @memberof sluice.canal.Get
             * @instance
             */
            Get.prototype.auto_ack = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Get timeout_present.
             * @member {"timeout"|undefined} timeout_present
             * @memberof sluice.canal.Get
             * @instance
             */
            $Object.defineProperty(Get.prototype, "timeout_present", {
                get: $util.oneOfGetter($oneOfFields = ["timeout"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Get unit_present.
             * @member {"unit"|undefined} unit_present
             * @memberof sluice.canal.Get
             * @instance
             */
            $Object.defineProperty(Get.prototype, "unit_present", {
                get: $util.oneOfGetter($oneOfFields = ["unit"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Get auto_ack_present.
             * @member {"auto_ack"|undefined} auto_ack_present
             * @memberof sluice.canal.Get
             * @instance
             */
            $Object.defineProperty(Get.prototype, "auto_ack_present", {
                get: $util.oneOfGetter($oneOfFields = ["auto_ack"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Get message. Does not implicitly {@link sluice.canal.Get.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Get
             * @static
             * @param {sluice.canal.Get.$Properties} message Get message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Get.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.destination);
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id") && message.client_id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.client_id);
                if (message.fetch_size != null && $Object.hasOwnProperty.call(message, "fetch_size") && message.fetch_size !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.fetch_size);
                if (message.timeout != null && $Object.hasOwnProperty.call(message, "timeout"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int64(message.timeout);
                if (message.unit != null && $Object.hasOwnProperty.call(message, "unit"))
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.unit);
                if (message.auto_ack != null && $Object.hasOwnProperty.call(message, "auto_ack"))
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.auto_ack);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Get message, length delimited. Does not implicitly {@link sluice.canal.Get.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Get
             * @static
             * @param {sluice.canal.Get.$Properties} message Get message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Get.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Get message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Get
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Get & sluice.canal.Get.$Shape} Get
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Get.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Get();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.destination = value;
                            else
                                delete message.destination;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.client_id = value;
                            else
                                delete message.client_id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.fetch_size = value;
                            else
                                delete message.fetch_size;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.timeout = reader.int64();
                            message.timeout_present = "timeout";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.unit = reader.int32();
                            message.unit_present = "unit";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.auto_ack = reader.bool();
                            message.auto_ack_present = "auto_ack";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a Get message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Get
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Get & sluice.canal.Get.$Shape} Get
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Get.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Get message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Get
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Get} Get
             */
            Get.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Get)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Get: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Get();
                if (object.destination != null)
                    if (typeof object.destination !== "string" || object.destination.length)
                        message.destination = $String(object.destination);
                if (object.client_id != null)
                    if (typeof object.client_id !== "string" || object.client_id.length)
                        message.client_id = $String(object.client_id);
                if (object.fetch_size != null)
                    if ($Number(object.fetch_size) !== 0)
                        message.fetch_size = object.fetch_size | 0;
                if (object.timeout != null)
                    if ($util.Long)
                        message.timeout = $util.Long.fromValue(object.timeout, false);
                    else if (typeof object.timeout === "string")
                        message.timeout = $parseInt(object.timeout, 10);
                    else if (typeof object.timeout === "number")
                        message.timeout = object.timeout;
                    else if (typeof object.timeout === "object")
                        message.timeout = new $util.LongBits(object.timeout.low >>> 0, object.timeout.high >>> 0).toNumber();
                if (object.unit != null)
                    message.unit = object.unit | 0;
                if (object.auto_ack != null)
                    message.auto_ack = $Boolean(object.auto_ack);
                return message;
            };

            /**
             * Creates a plain object from a Get message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Get
             * @static
             * @param {sluice.canal.Get} message Get
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Get.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.destination = "";
                    object.client_id = "";
                    object.fetch_size = 0;
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = message.destination;
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id"))
                    object.client_id = message.client_id;
                if (message.fetch_size != null && $Object.hasOwnProperty.call(message, "fetch_size"))
                    object.fetch_size = message.fetch_size;
                if (message.timeout != null && $Object.hasOwnProperty.call(message, "timeout")) {
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.timeout = typeof message.timeout === "number" ? $BigInt(message.timeout) : $util.Long.fromBits(message.timeout.low >>> 0, message.timeout.high >>> 0, false).toBigInt();
                    else if (typeof message.timeout === "number")
                        object.timeout = options.longs === $String ? $String(message.timeout) : message.timeout;
                    else
                        object.timeout = options.longs === $String ? $util.Long.prototype.toString.call(message.timeout) : options.longs === $Number ? new $util.LongBits(message.timeout.low >>> 0, message.timeout.high >>> 0).toNumber() : message.timeout;
                    if (options.oneofs)
                        object.timeout_present = "timeout";
                }
                if (message.unit != null && $Object.hasOwnProperty.call(message, "unit")) {
                    object.unit = message.unit;
                    if (options.oneofs)
                        object.unit_present = "unit";
                }
                if (message.auto_ack != null && $Object.hasOwnProperty.call(message, "auto_ack")) {
                    object.auto_ack = message.auto_ack;
                    if (options.oneofs)
                        object.auto_ack_present = "auto_ack";
                }
                return object;
            };

            /**
             * Converts this Get to JSON.
             * @function toJSON
             * @memberof sluice.canal.Get
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Get.prototype.toJSON = function() {
                return Get.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Get
             * @function getTypeUrl
             * @memberof sluice.canal.Get
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Get.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Get";
            };

            return Get;
        })();

        canal.Messages = (function() {

            /**
             * Properties of a Messages.
             * @typedef {Object} sluice.canal.Messages.$Properties
             * @property {number|null} [batch_id] Messages batch_id
             * @property {Array.<Uint8Array>|null} [messages] Messages messages
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Messages.
             * @memberof sluice.canal
             * @interface IMessages
             * @augments sluice.canal.Messages.$Properties
             * @deprecated Use sluice.canal.Messages.$Properties instead.
             */

            /**
             * Shape of a Messages.
             * @typedef {sluice.canal.Messages.$Properties} sluice.canal.Messages.$Shape
             */

            /**
             * Constructs a new Messages.
             * @memberof sluice.canal
             * @classdesc Represents a Messages.
             * @constructor
             * @param {sluice.canal.Messages.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Messages = function (properties) {
                this.messages = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Messages batch_id.
             * @member {number} batch_id
             * @memberof sluice.canal.Messages
             * @instance
             */
            Messages.prototype.batch_id = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Messages messages.
             * @member {Array.<Uint8Array>} messages
             * @memberof sluice.canal.Messages
             * @instance
             */
            Messages.prototype.messages = $util.emptyArray;

            /**
             * Encodes the specified Messages message. Does not implicitly {@link sluice.canal.Messages.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Messages
             * @static
             * @param {sluice.canal.Messages.$Properties} message Messages message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Messages.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.batch_id != null && $Object.hasOwnProperty.call(message, "batch_id") && (typeof message.batch_id === "object" ? message.batch_id.low || message.batch_id.high : message.batch_id !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.batch_id);
                if (message.messages != null && message.messages.length)
                    for (let i = 0; i < message.messages.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.messages[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Messages message, length delimited. Does not implicitly {@link sluice.canal.Messages.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Messages
             * @static
             * @param {sluice.canal.Messages.$Properties} message Messages message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Messages.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Messages message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Messages
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Messages & sluice.canal.Messages.$Shape} Messages
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Messages.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Messages();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.batch_id = value;
                            else
                                delete message.batch_id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.messages && message.messages.length))
                                message.messages = [];
                            message.messages.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a Messages message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Messages
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Messages & sluice.canal.Messages.$Shape} Messages
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Messages.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Messages message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Messages
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Messages} Messages
             */
            Messages.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Messages)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Messages: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Messages();
                if (object.batch_id != null)
                    if (typeof object.batch_id === "object" ? object.batch_id.low || object.batch_id.high : $Number(object.batch_id) !== 0)
                        if ($util.Long)
                            message.batch_id = $util.Long.fromValue(object.batch_id, false);
                        else if (typeof object.batch_id === "string")
                            message.batch_id = $parseInt(object.batch_id, 10);
                        else if (typeof object.batch_id === "number")
                            message.batch_id = object.batch_id;
                        else if (typeof object.batch_id === "object")
                            message.batch_id = new $util.LongBits(object.batch_id.low >>> 0, object.batch_id.high >>> 0).toNumber();
                if (object.messages) {
                    if (!$Array.isArray(object.messages))
                        throw $TypeError(".sluice.canal.Messages.messages: array expected");
                    message.messages = $Array(object.messages.length);
                    for (let i = 0; i < object.messages.length; ++i)
                        if (typeof object.messages[i] === "string")
                            $util.base64.decode(object.messages[i], message.messages[i] = $util.newBuffer($util.base64.length(object.messages[i])), 0);
                        else if (object.messages[i].length >= 0)
                            message.messages[i] = object.messages[i];
                }
                return message;
            };

            /**
             * Creates a plain object from a Messages message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Messages
             * @static
             * @param {sluice.canal.Messages} message Messages
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Messages.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.messages = [];
                if (options.defaults)
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.batch_id = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.batch_id = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (message.batch_id != null && $Object.hasOwnProperty.call(message, "batch_id"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.batch_id = typeof message.batch_id === "number" ? $BigInt(message.batch_id) : $util.Long.fromBits(message.batch_id.low >>> 0, message.batch_id.high >>> 0, false).toBigInt();
                    else if (typeof message.batch_id === "number")
                        object.batch_id = options.longs === $String ? $String(message.batch_id) : message.batch_id;
                    else
                        object.batch_id = options.longs === $String ? $util.Long.prototype.toString.call(message.batch_id) : options.longs === $Number ? new $util.LongBits(message.batch_id.low >>> 0, message.batch_id.high >>> 0).toNumber() : message.batch_id;
                if (message.messages && message.messages.length) {
                    object.messages = $Array(message.messages.length);
                    for (let j = 0; j < message.messages.length; ++j)
                        object.messages[j] = options.bytes === $String ? $util.base64.encode(message.messages[j], 0, message.messages[j].length) : options.bytes === $Array ? $Array.prototype.slice.call(message.messages[j]) : message.messages[j];
                }
                return object;
            };

            /**
             * Converts this Messages to JSON.
             * @function toJSON
             * @memberof sluice.canal.Messages
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Messages.prototype.toJSON = function() {
                return Messages.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Messages
             * @function getTypeUrl
             * @memberof sluice.canal.Messages
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Messages.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Messages";
            };

            return Messages;
        })();

        canal.Dump = (function() {

            /**
             * Properties of a Dump.
             * @typedef {Object} sluice.canal.Dump.$Properties
             * @property {string|null} [journal] Dump journal
             * @property {number|null} [position] Dump position
             * @property {number|null} [timestamp] Dump timestamp
             * @property {"timestamp"} [timestamp_present] Dump timestamp_present
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Dump.
             * @memberof sluice.canal
             * @interface IDump
             * @augments sluice.canal.Dump.$Properties
             * @deprecated Use sluice.canal.Dump.$Properties instead.
             */

            /**
             * Narrowed shape of a Dump.
             * @typedef {{
             *   journal?: string|null;
             *   position?: number|null;
             *   timestamp?: number|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ timestamp_present?: undefined; timestamp?: null }|{ timestamp_present?: "timestamp"; timestamp: number })
             * )} sluice.canal.Dump.$Shape
             */

            /**
             * Constructs a new Dump.
             * @memberof sluice.canal
             * @classdesc Represents a Dump.
             * @constructor
             * @param {sluice.canal.Dump.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Dump = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Dump journal.
             * @member {string} journal
             * @memberof sluice.canal.Dump
             * @instance
             */
            Dump.prototype.journal = "";

            /**
             * Dump position.
             * @member {number} position
             * @memberof sluice.canal.Dump
             * @instance
             */
            Dump.prototype.position = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Dump timestamp.
             * @member {number|null|undefined} timestamp
             * @memberof sluice.canal.Dump
             * @instance
             */
            Dump.prototype.timestamp = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Dump timestamp_present.
             * @member {"timestamp"|undefined} timestamp_present
             * @memberof sluice.canal.Dump
             * @instance
             */
            $Object.defineProperty(Dump.prototype, "timestamp_present", {
                get: $util.oneOfGetter($oneOfFields = ["timestamp"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Dump message. Does not implicitly {@link sluice.canal.Dump.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.Dump
             * @static
             * @param {sluice.canal.Dump.$Properties} message Dump message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Dump.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.journal != null && $Object.hasOwnProperty.call(message, "journal") && message.journal !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.journal);
                if (message.position != null && $Object.hasOwnProperty.call(message, "position") && (typeof message.position === "object" ? message.position.low || message.position.high : message.position !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).int64(message.position);
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                    writer.uint32(/* id 3, wireType 0 =*/24).int64(message.timestamp);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Dump message, length delimited. Does not implicitly {@link sluice.canal.Dump.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.Dump
             * @static
             * @param {sluice.canal.Dump.$Properties} message Dump message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Dump.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Dump message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.Dump
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.Dump & sluice.canal.Dump.$Shape} Dump
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Dump.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.Dump();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.journal = value;
                            else
                                delete message.journal;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.position = value;
                            else
                                delete message.position;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.timestamp = reader.int64();
                            message.timestamp_present = "timestamp";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a Dump message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.Dump
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.Dump & sluice.canal.Dump.$Shape} Dump
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Dump.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Dump message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.Dump
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.Dump} Dump
             */
            Dump.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.Dump)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.Dump: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.Dump();
                if (object.journal != null)
                    if (typeof object.journal !== "string" || object.journal.length)
                        message.journal = $String(object.journal);
                if (object.position != null)
                    if (typeof object.position === "object" ? object.position.low || object.position.high : $Number(object.position) !== 0)
                        if ($util.Long)
                            message.position = $util.Long.fromValue(object.position, false);
                        else if (typeof object.position === "string")
                            message.position = $parseInt(object.position, 10);
                        else if (typeof object.position === "number")
                            message.position = object.position;
                        else if (typeof object.position === "object")
                            message.position = new $util.LongBits(object.position.low >>> 0, object.position.high >>> 0).toNumber();
                if (object.timestamp != null)
                    if ($util.Long)
                        message.timestamp = $util.Long.fromValue(object.timestamp, false);
                    else if (typeof object.timestamp === "string")
                        message.timestamp = $parseInt(object.timestamp, 10);
                    else if (typeof object.timestamp === "number")
                        message.timestamp = object.timestamp;
                    else if (typeof object.timestamp === "object")
                        message.timestamp = new $util.LongBits(object.timestamp.low >>> 0, object.timestamp.high >>> 0).toNumber();
                return message;
            };

            /**
             * Creates a plain object from a Dump message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.Dump
             * @static
             * @param {sluice.canal.Dump} message Dump
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Dump.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.journal = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.position = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.position = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.journal != null && $Object.hasOwnProperty.call(message, "journal"))
                    object.journal = message.journal;
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.position = typeof message.position === "number" ? $BigInt(message.position) : $util.Long.fromBits(message.position.low >>> 0, message.position.high >>> 0, false).toBigInt();
                    else if (typeof message.position === "number")
                        object.position = options.longs === $String ? $String(message.position) : message.position;
                    else
                        object.position = options.longs === $String ? $util.Long.prototype.toString.call(message.position) : options.longs === $Number ? new $util.LongBits(message.position.low >>> 0, message.position.high >>> 0).toNumber() : message.position;
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp")) {
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.timestamp = typeof message.timestamp === "number" ? $BigInt(message.timestamp) : $util.Long.fromBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0, false).toBigInt();
                    else if (typeof message.timestamp === "number")
                        object.timestamp = options.longs === $String ? $String(message.timestamp) : message.timestamp;
                    else
                        object.timestamp = options.longs === $String ? $util.Long.prototype.toString.call(message.timestamp) : options.longs === $Number ? new $util.LongBits(message.timestamp.low >>> 0, message.timestamp.high >>> 0).toNumber() : message.timestamp;
                    if (options.oneofs)
                        object.timestamp_present = "timestamp";
                }
                return object;
            };

            /**
             * Converts this Dump to JSON.
             * @function toJSON
             * @memberof sluice.canal.Dump
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Dump.prototype.toJSON = function() {
                return Dump.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Dump
             * @function getTypeUrl
             * @memberof sluice.canal.Dump
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Dump.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.Dump";
            };

            return Dump;
        })();

        canal.ClientRollback = (function() {

            /**
             * Properties of a ClientRollback.
             * @typedef {Object} sluice.canal.ClientRollback.$Properties
             * @property {string|null} [destination] ClientRollback destination
             * @property {string|null} [client_id] ClientRollback client_id
             * @property {number|null} [batch_id] ClientRollback batch_id
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClientRollback.
             * @memberof sluice.canal
             * @interface IClientRollback
             * @augments sluice.canal.ClientRollback.$Properties
             * @deprecated Use sluice.canal.ClientRollback.$Properties instead.
             */

            /**
             * Shape of a ClientRollback.
             * @typedef {sluice.canal.ClientRollback.$Properties} sluice.canal.ClientRollback.$Shape
             */

            /**
             * Constructs a new ClientRollback.
             * @memberof sluice.canal
             * @classdesc Represents a ClientRollback.
             * @constructor
             * @param {sluice.canal.ClientRollback.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClientRollback = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ClientRollback destination.
             * @member {string} destination
             * @memberof sluice.canal.ClientRollback
             * @instance
             */
            ClientRollback.prototype.destination = "";

            /**
             * ClientRollback client_id.
             * @member {string} client_id
             * @memberof sluice.canal.ClientRollback
             * @instance
             */
            ClientRollback.prototype.client_id = "";

            /**
             * ClientRollback batch_id.
             * @member {number} batch_id
             * @memberof sluice.canal.ClientRollback
             * @instance
             */
            ClientRollback.prototype.batch_id = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified ClientRollback message. Does not implicitly {@link sluice.canal.ClientRollback.verify|verify} messages.
             * @function encode
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {sluice.canal.ClientRollback.$Properties} message ClientRollback message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientRollback.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.destination);
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id") && message.client_id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.client_id);
                if (message.batch_id != null && $Object.hasOwnProperty.call(message, "batch_id") && (typeof message.batch_id === "object" ? message.batch_id.low || message.batch_id.high : message.batch_id !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).int64(message.batch_id);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified ClientRollback message, length delimited. Does not implicitly {@link sluice.canal.ClientRollback.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {sluice.canal.ClientRollback.$Properties} message ClientRollback message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientRollback.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a ClientRollback message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.canal.ClientRollback & sluice.canal.ClientRollback.$Shape} ClientRollback
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientRollback.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.canal.ClientRollback();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.destination = value;
                            else
                                delete message.destination;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.client_id = value;
                            else
                                delete message.client_id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.batch_id = value;
                            else
                                delete message.batch_id;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Decodes a ClientRollback message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.canal.ClientRollback & sluice.canal.ClientRollback.$Shape} ClientRollback
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientRollback.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a ClientRollback message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.canal.ClientRollback} ClientRollback
             */
            ClientRollback.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.canal.ClientRollback)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.canal.ClientRollback: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.canal.ClientRollback();
                if (object.destination != null)
                    if (typeof object.destination !== "string" || object.destination.length)
                        message.destination = $String(object.destination);
                if (object.client_id != null)
                    if (typeof object.client_id !== "string" || object.client_id.length)
                        message.client_id = $String(object.client_id);
                if (object.batch_id != null)
                    if (typeof object.batch_id === "object" ? object.batch_id.low || object.batch_id.high : $Number(object.batch_id) !== 0)
                        if ($util.Long)
                            message.batch_id = $util.Long.fromValue(object.batch_id, false);
                        else if (typeof object.batch_id === "string")
                            message.batch_id = $parseInt(object.batch_id, 10);
                        else if (typeof object.batch_id === "number")
                            message.batch_id = object.batch_id;
                        else if (typeof object.batch_id === "object")
                            message.batch_id = new $util.LongBits(object.batch_id.low >>> 0, object.batch_id.high >>> 0).toNumber();
                return message;
            };

            /**
             * Creates a plain object from a ClientRollback message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {sluice.canal.ClientRollback} message ClientRollback
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ClientRollback.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.destination = "";
                    object.client_id = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.batch_id = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.batch_id = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = message.destination;
                if (message.client_id != null && $Object.hasOwnProperty.call(message, "client_id"))
                    object.client_id = message.client_id;
                if (message.batch_id != null && $Object.hasOwnProperty.call(message, "batch_id"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.batch_id = typeof message.batch_id === "number" ? $BigInt(message.batch_id) : $util.Long.fromBits(message.batch_id.low >>> 0, message.batch_id.high >>> 0, false).toBigInt();
                    else if (typeof message.batch_id === "number")
                        object.batch_id = options.longs === $String ? $String(message.batch_id) : message.batch_id;
                    else
                        object.batch_id = options.longs === $String ? $util.Long.prototype.toString.call(message.batch_id) : options.longs === $Number ? new $util.LongBits(message.batch_id.low >>> 0, message.batch_id.high >>> 0).toNumber() : message.batch_id;
                return object;
            };

            /**
             * Converts this ClientRollback to JSON.
             * @function toJSON
             * @memberof sluice.canal.ClientRollback
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ClientRollback.prototype.toJSON = function() {
                return ClientRollback.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for ClientRollback
             * @function getTypeUrl
             * @memberof sluice.canal.ClientRollback
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ClientRollback.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.canal.ClientRollback";
            };

            return ClientRollback;
        })();

        return canal;
    })();

    return sluice;
})();

export {
  $root as default
};
