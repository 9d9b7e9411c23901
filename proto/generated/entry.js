/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $parseInt = $util.global.parseInt, $Number = $util.global.Number, $BigInt = $util.global.BigInt, $Boolean = $util.global.Boolean;

// Exported root namespace
const $root = $protobuf.roots["sluice-entry"] || ($protobuf.roots["sluice-entry"] = {});

export const sluice = $root.sluice = (() => {

    /**
     * Namespace sluice.
     * @exports sluice
     * @namespace
     */
    const sluice = {};

    sluice.entry = (function() {

        /**
         * Namespace entry.
         * @memberof sluice
         * @namespace
         */
        const entry = {};

        /**
         * EntryType enum.
         * @name sluice.entry.EntryType
         * @enum {number}
         * @property {number} TRANSACTIONBEGIN=1 TRANSACTIONBEGIN value
         * @property {number} ROWDATA=2 ROWDATA value
         * @property {number} TRANSACTIONEND=3 TRANSACTIONEND value
         * @property {number} HEARTBEAT=4 HEARTBEAT value
         * @property {number} GTIDLOG=5 GTIDLOG value
         */
        entry.EntryType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[1] = "TRANSACTIONBEGIN"] = 1;
            values[valuesById[2] = "ROWDATA"] = 2;
            values[valuesById[3] = "TRANSACTIONEND"] = 3;
            values[valuesById[4] = "HEARTBEAT"] = 4;
            values[valuesById[5] = "GTIDLOG"] = 5;
            return values;
        })();

        /**
         * EventType enum.
         * @name sluice.entry.EventType
         * @enum {number}
         * @property {number} INSERT=1 INSERT value
         * @property {number} UPDATE=2 UPDATE value
         * @property {number} DELETE=3 DELETE value
         * @property {number} CREATE=4 CREATE value
         * @property {number} ALTER=5 ALTER value
         * @property {number} ERASE=6 ERASE value
         * @property {number} QUERY=7 QUERY value
         * @property {number} TRUNCATE=8 TRUNCATE value
         * @property {number} RENAME=9 RENAME value
         * @property {number} CINDEX=10 CINDEX value
         * @property {number} DINDEX=11 DINDEX value
         * @property {number} GTID=12 GTID value
         * @property {number} XACOMMIT=13 XACOMMIT value
         * @property {number} XAROLLBACK=14 XAROLLBACK value
         * @property {number} MHEARTBEAT=15 MHEARTBEAT value
         */
        entry.EventType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[1] = "INSERT"] = 1;
            values[valuesById[2] = "UPDATE"] = 2;
            values[valuesById[3] = "DELETE"] = 3;
            values[valuesById[4] = "CREATE"] = 4;
            values[valuesById[5] = "ALTER"] = 5;
            values[valuesById[6] = "ERASE"] = 6;
            values[valuesById[7] = "QUERY"] = 7;
            values[valuesById[8] = "TRUNCATE"] = 8;
            values[valuesById[9] = "RENAME"] = 9;
            values[valuesById[10] = "CINDEX"] = 10;
            values[valuesById[11] = "DINDEX"] = 11;
            values[valuesById[12] = "GTID"] = 12;
            values[valuesById[13] = "XACOMMIT"] = 13;
            values[valuesById[14] = "XAROLLBACK"] = 14;
            values[valuesById[15] = "MHEARTBEAT"] = 15;
            return values;
        })();

        /**
         * Type enum.
         * @name sluice.entry.Type
         * @enum {number}
         * @property {number} ORACLE=1 ORACLE value
         * @property {number} MYSQL=2 MYSQL value
         * @property {number} PGSQL=3 PGSQL value
         */
        entry.Type = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[1] = "ORACLE"] = 1;
            values[valuesById[2] = "MYSQL"] = 2;
            values[valuesById[3] = "PGSQL"] = 3;
            return values;
        })();

        entry.Entry = (function() {

            /**
             * Properties of an Entry.
             * @typedef {Object} sluice.entry.Entry.$Properties
             * @property {sluice.entry.Header.$Properties|null} [header] Entry header
             * @property {sluice.entry.EntryType|null} [entryType] Entry entryType
             * @property {Uint8Array|null} [storeValue] Entry storeValue
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Entry.
             * @memberof sluice.entry
             * @interface IEntry
             * @augments sluice.entry.Entry.$Properties
             * @deprecated Use sluice.entry.Entry.$Properties instead.
             */

            /**
             * Shape of an Entry.
             * @typedef {sluice.entry.Entry.$Properties} sluice.entry.Entry.$Shape
             */

            /**
             * Constructs a new Entry.
             * @memberof sluice.entry
             * @classdesc Represents an Entry.
             * @constructor
             * @param {sluice.entry.Entry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Entry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Entry header.
             * @member {sluice.entry.Header.$Properties|null|undefined} header
             * @memberof sluice.entry.Entry
             * @instance
             */
            Entry.prototype.header = null;

            /**
             * Entry entryType.
             * @member {sluice.entry.EntryType} entryType
             * @memberof sluice.entry.Entry
             * @instance
             */
            Entry.prototype.entryType = 2;

            /**
             * Entry storeValue.
             * @member {Uint8Array} storeValue
             * @memberof sluice.entry.Entry
             * @instance
             */
            Entry.prototype.storeValue = $util.newBuffer([]);

            /**
             * Encodes the specified Entry message. Does not implicitly {@link sluice.entry.Entry.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.Entry
             * @static
             * @param {sluice.entry.Entry.$Properties} message Entry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Entry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.sluice.entry.Header.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.entryType != null && $Object.hasOwnProperty.call(message, "entryType"))
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.entryType);
                if (message.storeValue != null && $Object.hasOwnProperty.call(message, "storeValue"))
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.storeValue);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Entry message, length delimited. Does not implicitly {@link sluice.entry.Entry.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.Entry
             * @static
             * @param {sluice.entry.Entry.$Properties} message Entry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Entry.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes an Entry message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.Entry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.Entry & sluice.entry.Entry.$Shape} Entry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Entry.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.sluice.entry.Entry();
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
                            message.header = $root.sluice.entry.Header.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.sluice.entry.EntryType[value] !== $undefined)
                                message.entryType = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.storeValue = reader.bytes();
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
             * Decodes an Entry message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.Entry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.Entry & sluice.entry.Entry.$Shape} Entry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Entry.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates an Entry message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.Entry
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.Entry} Entry
             */
            Entry.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.Entry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.Entry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.Entry();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".sluice.entry.Entry.header: object expected");
                    message.header = $root.sluice.entry.Header.fromObject(object.header, _depth + 1);
                }
                switch (object.entryType) {
                case "TRANSACTIONBEGIN":
                case 1:
                    message.entryType = 1;
                    break;
                case "ROWDATA":
                case 2:
                    message.entryType = 2;
                    break;
                case "TRANSACTIONEND":
                case 3:
                    message.entryType = 3;
                    break;
                case "HEARTBEAT":
                case 4:
                    message.entryType = 4;
                    break;
                case "GTIDLOG":
                case 5:
                    message.entryType = 5;
                    break;
                default:
                }
                if (object.storeValue != null)
                    if (typeof object.storeValue === "string")
                        $util.base64.decode(object.storeValue, message.storeValue = $util.newBuffer($util.base64.length(object.storeValue)), 0);
                    else if (object.storeValue.length >= 0)
                        message.storeValue = object.storeValue;
                return message;
            };

            /**
             * Creates a plain object from an Entry message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.Entry
             * @static
             * @param {sluice.entry.Entry} message Entry
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Entry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.entryType = options.enums === $String ? "ROWDATA" : 2;
                    if (options.bytes === $String)
                        object.storeValue = "";
                    else {
                        object.storeValue = [];
                        if (options.bytes !== $Array)
                            object.storeValue = $util.newBuffer(object.storeValue);
                    }
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.sluice.entry.Header.toObject(message.header, options, _depth + 1);
                if (message.entryType != null && $Object.hasOwnProperty.call(message, "entryType"))
                    object.entryType = options.enums === $String ? $root.sluice.entry.EntryType[message.entryType] === $undefined ? message.entryType : $root.sluice.entry.EntryType[message.entryType] : message.entryType;
                if (message.storeValue != null && $Object.hasOwnProperty.call(message, "storeValue"))
                    object.storeValue = options.bytes === $String ? $util.base64.encode(message.storeValue, 0, message.storeValue.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.storeValue) : message.storeValue;
                return object;
            };

            /**
             * Converts this Entry to JSON.
             * @function toJSON
             * @memberof sluice.entry.Entry
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Entry.prototype.toJSON = function() {
                return Entry.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Entry
             * @function getTypeUrl
             * @memberof sluice.entry.Entry
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Entry.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.Entry";
            };

            return Entry;
        })();

        entry.Header = (function() {

            /**
             * Properties of a Header.
             * @typedef {Object} sluice.entry.Header.$Properties
             * @property {number|null} [version] Header version
             * @property {string|null} [logfileName] Header logfileName
             * @property {number|null} [logfileOffset] Header logfileOffset
             * @property {number|null} [serverId] Header serverId
             * @property {string|null} [serverenCode] Header serverenCode
             * @property {number|null} [executeTime] Header executeTime
             * @property {sluice.entry.Type|null} [sourceType] Header sourceType
             * @property {string|null} [schemaName] Header schemaName
             * @property {string|null} [tableName] Header tableName
             * @property {number|null} [eventLength] Header eventLength
             * @property {sluice.entry.EventType|null} [eventType] Header eventType
             * @property {Array.<sluice.entry.Pair.$Properties>|null} [props] Header props
             * @property {string|null} [gtid] Header gtid
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Header.
             * @memberof sluice.entry
             * @interface IHeader
             * @augments sluice.entry.Header.$Properties
             * @deprecated Use sluice.entry.Header.$Properties instead.
             */

            /**
             * Shape of a Header.
             * @typedef {sluice.entry.Header.$Properties} sluice.entry.Header.$Shape
             */

            /**
             * Constructs a new Header.
             * @memberof sluice.entry
             * @classdesc Represents a Header.
             * @constructor
             * @param {sluice.entry.Header.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Header = function (properties) {
                this.props = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Header version.
             * @member {number} version
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.version = 1;

            /**
             * Header logfileName.
             * @member {string} logfileName
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.logfileName = "";

            /**
             * Header logfileOffset.
             * @member {number} logfileOffset
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.logfileOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Header serverId.
             * @member {number} serverId
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.serverId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Header serverenCode.
             * @member {string} serverenCode
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.serverenCode = "";

            /**
             * Header executeTime.
             * @member {number} executeTime
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.executeTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Header sourceType.
             * @member {sluice.entry.Type} sourceType
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.sourceType = 2;

            /**
             * Header schemaName.
             * @member {string} schemaName
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.schemaName = "";

            /**
             * Header tableName.
             * @member {string} tableName
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.tableName = "";

            /**
             * Header eventLength.
             * @member {number} eventLength
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.eventLength = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Header eventType.
             * @member {sluice.entry.EventType} eventType
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.eventType = 2;

            /**
             * Header props.
             * @member {Array.<sluice.entry.Pair.$Properties>} props
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.props = $util.emptyArray;

            /**
             * Header gtid.
             * @member {string} gtid
             * @memberof sluice.entry.Header
             * @instance
             */
            Header.prototype.gtid = "";

            /**
             * Encodes the specified Header message. Does not implicitly {@link sluice.entry.Header.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.Header
             * @static
             * @param {sluice.entry.Header.$Properties} message Header message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Header.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.version);
                if (message.logfileName != null && $Object.hasOwnProperty.call(message, "logfileName"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.logfileName);
                if (message.logfileOffset != null && $Object.hasOwnProperty.call(message, "logfileOffset"))
                    writer.uint32(/* id 3, wireType 0 =*/24).int64(message.logfileOffset);
                if (message.serverId != null && $Object.hasOwnProperty.call(message, "serverId"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int64(message.serverId);
                if (message.serverenCode != null && $Object.hasOwnProperty.call(message, "serverenCode"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.serverenCode);
                if (message.executeTime != null && $Object.hasOwnProperty.call(message, "executeTime"))
                    writer.uint32(/* id 6, wireType 0 =*/48).int64(message.executeTime);
                if (message.sourceType != null && $Object.hasOwnProperty.call(message, "sourceType"))
                    writer.uint32(/* id 7, wireType 0 =*/56).int32(message.sourceType);
                if (message.schemaName != null && $Object.hasOwnProperty.call(message, "schemaName"))
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.schemaName);
                if (message.tableName != null && $Object.hasOwnProperty.call(message, "tableName"))
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.tableName);
                if (message.eventLength != null && $Object.hasOwnProperty.call(message, "eventLength"))
                    writer.uint32(/* id 10, wireType 0 =*/80).int64(message.eventLength);
                if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType"))
                    writer.uint32(/* id 11, wireType 0 =*/88).int32(message.eventType);
                if (message.props != null && message.props.length)
                    for (let i = 0; i < message.props.length; ++i)
                        $root.sluice.entry.Pair.encode(message.props[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.gtid != null && $Object.hasOwnProperty.call(message, "gtid"))
                    writer.uint32(/* id 13, wireType 2 =*/106).string(message.gtid);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Header message, length delimited. Does not implicitly {@link sluice.entry.Header.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.Header
             * @static
             * @param {sluice.entry.Header.$Properties} message Header message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Header.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Header message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.Header
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.Header & sluice.entry.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Header.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.sluice.entry.Header();
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
                            message.version = reader.int32();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.logfileName = reader.string();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.logfileOffset = reader.int64();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.serverId = reader.int64();
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.serverenCode = reader.string();
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.executeTime = reader.int64();
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.sluice.entry.Type[value] !== $undefined)
                                message.sourceType = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.schemaName = reader.string();
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.tableName = reader.string();
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            message.eventLength = reader.int64();
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.sluice.entry.EventType[value] !== $undefined)
                                message.eventType = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.props && message.props.length))
                                message.props = [];
                            message.props.push($root.sluice.entry.Pair.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.gtid = reader.string();
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
             * Decodes a Header message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.Header
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.Header & sluice.entry.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Header.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Header message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.Header
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.Header} Header
             */
            Header.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.Header)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.Header: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.Header();
                if (object.version != null)
                    message.version = object.version | 0;
                if (object.logfileName != null)
                    message.logfileName = $String(object.logfileName);
                if (object.logfileOffset != null)
                    if ($util.Long)
                        message.logfileOffset = $util.Long.fromValue(object.logfileOffset, false);
                    else if (typeof object.logfileOffset === "string")
                        message.logfileOffset = $parseInt(object.logfileOffset, 10);
                    else if (typeof object.logfileOffset === "number")
                        message.logfileOffset = object.logfileOffset;
                    else if (typeof object.logfileOffset === "object")
                        message.logfileOffset = new $util.LongBits(object.logfileOffset.low >>> 0, object.logfileOffset.high >>> 0).toNumber();
                if (object.serverId != null)
                    if ($util.Long)
                        message.serverId = $util.Long.fromValue(object.serverId, false);
                    else if (typeof object.serverId === "string")
                        message.serverId = $parseInt(object.serverId, 10);
                    else if (typeof object.serverId === "number")
                        message.serverId = object.serverId;
                    else if (typeof object.serverId === "object")
                        message.serverId = new $util.LongBits(object.serverId.low >>> 0, object.serverId.high >>> 0).toNumber();
                if (object.serverenCode != null)
                    message.serverenCode = $String(object.serverenCode);
                if (object.executeTime != null)
                    if ($util.Long)
                        message.executeTime = $util.Long.fromValue(object.executeTime, false);
                    else if (typeof object.executeTime === "string")
                        message.executeTime = $parseInt(object.executeTime, 10);
                    else if (typeof object.executeTime === "number")
                        message.executeTime = object.executeTime;
                    else if (typeof object.executeTime === "object")
                        message.executeTime = new $util.LongBits(object.executeTime.low >>> 0, object.executeTime.high >>> 0).toNumber();
                switch (object.sourceType) {
                case "ORACLE":
                case 1:
                    message.sourceType = 1;
                    break;
                case "MYSQL":
                case 2:
                    message.sourceType = 2;
                    break;
                case "PGSQL":
                case 3:
                    message.sourceType = 3;
                    break;
                default:
                }
                if (object.schemaName != null)
                    message.schemaName = $String(object.schemaName);
                if (object.tableName != null)
                    message.tableName = $String(object.tableName);
                if (object.eventLength != null)
                    if ($util.Long)
                        message.eventLength = $util.Long.fromValue(object.eventLength, false);
                    else if (typeof object.eventLength === "string")
                        message.eventLength = $parseInt(object.eventLength, 10);
                    else if (typeof object.eventLength === "number")
                        message.eventLength = object.eventLength;
                    else if (typeof object.eventLength === "object")
                        message.eventLength = new $util.LongBits(object.eventLength.low >>> 0, object.eventLength.high >>> 0).toNumber();
                switch (object.eventType) {
                case "INSERT":
                case 1:
                    message.eventType = 1;
                    break;
                case "UPDATE":
                case 2:
                    message.eventType = 2;
                    break;
                case "DELETE":
                case 3:
                    message.eventType = 3;
                    break;
                case "CREATE":
                case 4:
                    message.eventType = 4;
                    break;
                case "ALTER":
                case 5:
                    message.eventType = 5;
                    break;
                case "ERASE":
                case 6:
                    message.eventType = 6;
                    break;
                case "QUERY":
                case 7:
                    message.eventType = 7;
                    break;
                case "TRUNCATE":
                case 8:
                    message.eventType = 8;
                    break;
                case "RENAME":
                case 9:
                    message.eventType = 9;
                    break;
                case "CINDEX":
                case 10:
                    message.eventType = 10;
                    break;
                case "DINDEX":
                case 11:
                    message.eventType = 11;
                    break;
                case "GTID":
                case 12:
                    message.eventType = 12;
                    break;
                case "XACOMMIT":
                case 13:
                    message.eventType = 13;
                    break;
                case "XAROLLBACK":
                case 14:
                    message.eventType = 14;
                    break;
                case "MHEARTBEAT":
                case 15:
                    message.eventType = 15;
                    break;
                default:
                }
                if (object.props) {
                    if (!$Array.isArray(object.props))
                        throw $TypeError(".sluice.entry.Header.props: array expected");
                    message.props = $Array(object.props.length);
                    for (let i = 0; i < object.props.length; ++i) {
                        if (!$util.isObject(object.props[i]))
                            throw $TypeError(".sluice.entry.Header.props: object expected");
                        message.props[i] = $root.sluice.entry.Pair.fromObject(object.props[i], _depth + 1);
                    }
                }
                if (object.gtid != null)
                    message.gtid = $String(object.gtid);
                return message;
            };

            /**
             * Creates a plain object from a Header message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.Header
             * @static
             * @param {sluice.entry.Header} message Header
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Header.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.props = [];
                if (options.defaults) {
                    object.version = 1;
                    object.logfileName = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.logfileOffset = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.logfileOffset = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.serverId = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.serverId = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.serverenCode = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.executeTime = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.executeTime = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.sourceType = options.enums === $String ? "MYSQL" : 2;
                    object.schemaName = "";
                    object.tableName = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.eventLength = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.eventLength = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.eventType = options.enums === $String ? "UPDATE" : 2;
                    object.gtid = "";
                }
                if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                    object.version = message.version;
                if (message.logfileName != null && $Object.hasOwnProperty.call(message, "logfileName"))
                    object.logfileName = message.logfileName;
                if (message.logfileOffset != null && $Object.hasOwnProperty.call(message, "logfileOffset"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.logfileOffset = typeof message.logfileOffset === "number" ? $BigInt(message.logfileOffset) : $util.Long.fromBits(message.logfileOffset.low >>> 0, message.logfileOffset.high >>> 0, false).toBigInt();
                    else if (typeof message.logfileOffset === "number")
                        object.logfileOffset = options.longs === $String ? $String(message.logfileOffset) : message.logfileOffset;
                    else
                        object.logfileOffset = options.longs === $String ? $util.Long.prototype.toString.call(message.logfileOffset) : options.longs === $Number ? new $util.LongBits(message.logfileOffset.low >>> 0, message.logfileOffset.high >>> 0).toNumber() : message.logfileOffset;
                if (message.serverId != null && $Object.hasOwnProperty.call(message, "serverId"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.serverId = typeof message.serverId === "number" ? $BigInt(message.serverId) : $util.Long.fromBits(message.serverId.low >>> 0, message.serverId.high >>> 0, false).toBigInt();
                    else if (typeof message.serverId === "number")
                        object.serverId = options.longs === $String ? $String(message.serverId) : message.serverId;
                    else
                        object.serverId = options.longs === $String ? $util.Long.prototype.toString.call(message.serverId) : options.longs === $Number ? new $util.LongBits(message.serverId.low >>> 0, message.serverId.high >>> 0).toNumber() : message.serverId;
                if (message.serverenCode != null && $Object.hasOwnProperty.call(message, "serverenCode"))
                    object.serverenCode = message.serverenCode;
                if (message.executeTime != null && $Object.hasOwnProperty.call(message, "executeTime"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.executeTime = typeof message.executeTime === "number" ? $BigInt(message.executeTime) : $util.Long.fromBits(message.executeTime.low >>> 0, message.executeTime.high >>> 0, false).toBigInt();
                    else if (typeof message.executeTime === "number")
                        object.executeTime = options.longs === $String ? $String(message.executeTime) : message.executeTime;
                    else
                        object.executeTime = options.longs === $String ? $util.Long.prototype.toString.call(message.executeTime) : options.longs === $Number ? new $util.LongBits(message.executeTime.low >>> 0, message.executeTime.high >>> 0).toNumber() : message.executeTime;
                if (message.sourceType != null && $Object.hasOwnProperty.call(message, "sourceType"))
                    object.sourceType = options.enums === $String ? $root.sluice.entry.Type[message.sourceType] === $undefined ? message.sourceType : $root.sluice.entry.Type[message.sourceType] : message.sourceType;
                if (message.schemaName != null && $Object.hasOwnProperty.call(message, "schemaName"))
                    object.schemaName = message.schemaName;
                if (message.tableName != null && $Object.hasOwnProperty.call(message, "tableName"))
                    object.tableName = message.tableName;
                if (message.eventLength != null && $Object.hasOwnProperty.call(message, "eventLength"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.eventLength = typeof message.eventLength === "number" ? $BigInt(message.eventLength) : $util.Long.fromBits(message.eventLength.low >>> 0, message.eventLength.high >>> 0, false).toBigInt();
                    else if (typeof message.eventLength === "number")
                        object.eventLength = options.longs === $String ? $String(message.eventLength) : message.eventLength;
                    else
                        object.eventLength = options.longs === $String ? $util.Long.prototype.toString.call(message.eventLength) : options.longs === $Number ? new $util.LongBits(message.eventLength.low >>> 0, message.eventLength.high >>> 0).toNumber() : message.eventLength;
                if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType"))
                    object.eventType = options.enums === $String ? $root.sluice.entry.EventType[message.eventType] === $undefined ? message.eventType : $root.sluice.entry.EventType[message.eventType] : message.eventType;
                if (message.props && message.props.length) {
                    object.props = $Array(message.props.length);
                    for (let j = 0; j < message.props.length; ++j)
                        object.props[j] = $root.sluice.entry.Pair.toObject(message.props[j], options, _depth + 1);
                }
                if (message.gtid != null && $Object.hasOwnProperty.call(message, "gtid"))
                    object.gtid = message.gtid;
                return object;
            };

            /**
             * Converts this Header to JSON.
             * @function toJSON
             * @memberof sluice.entry.Header
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Header.prototype.toJSON = function() {
                return Header.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Header
             * @function getTypeUrl
             * @memberof sluice.entry.Header
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Header.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.Header";
            };

            return Header;
        })();

        entry.Column = (function() {

            /**
             * Properties of a Column.
             * @typedef {Object} sluice.entry.Column.$Properties
             * @property {number|null} [index] Column index
             * @property {number|null} [sqlType] Column sqlType
             * @property {string|null} [name] Column name
             * @property {boolean|null} [isKey] Column isKey
             * @property {boolean|null} [updated] Column updated
             * @property {boolean|null} [isNull] Column isNull
             * @property {Array.<sluice.entry.Pair.$Properties>|null} [props] Column props
             * @property {string|null} [value] Column value
             * @property {number|null} [length] Column length
             * @property {string|null} [mysqlType] Column mysqlType
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Column.
             * @memberof sluice.entry
             * @interface IColumn
             * @augments sluice.entry.Column.$Properties
             * @deprecated Use sluice.entry.Column.$Properties instead.
             */

            /**
             * Shape of a Column.
             * @typedef {sluice.entry.Column.$Properties} sluice.entry.Column.$Shape
             */

            /**
             * Constructs a new Column.
             * @memberof sluice.entry
             * @classdesc Represents a Column.
             * @constructor
             * @param {sluice.entry.Column.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Column = function (properties) {
                this.props = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Column index.
             * @member {number} index
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.index = 0;

            /**
             * Column sqlType.
             * @member {number} sqlType
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.sqlType = 0;

            /**
             * Column name.
             * @member {string} name
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.name = "";

            /**
             * Column isKey.
             * @member {boolean} isKey
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.isKey = false;

            /**
             * Column updated.
             * @member {boolean} updated
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.updated = false;

            /**
             * Column isNull.
             * @member {boolean} isNull
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.isNull = false;

            /**
             * Column props.
             * @member {Array.<sluice.entry.Pair.$Properties>} props
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.props = $util.emptyArray;

            /**
             * Column value.
             * @member {string} value
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.value = "";

            /**
             * Column length.
             * @member {number} length
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.length = 0;

            /**
             * Column mysqlType.
             * @member {string} mysqlType
             * @memberof sluice.entry.Column
             * @instance
             */
            Column.prototype.mysqlType = "";

            /**
             * Encodes the specified Column message. Does not implicitly {@link sluice.entry.Column.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.Column
             * @static
             * @param {sluice.entry.Column.$Properties} message Column message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Column.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.index);
                if (message.sqlType != null && $Object.hasOwnProperty.call(message, "sqlType"))
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.sqlType);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.name);
                if (message.isKey != null && $Object.hasOwnProperty.call(message, "isKey"))
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.isKey);
                if (message.updated != null && $Object.hasOwnProperty.call(message, "updated"))
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.updated);
                if (message.isNull != null && $Object.hasOwnProperty.call(message, "isNull"))
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.isNull);
                if (message.props != null && message.props.length)
                    for (let i = 0; i < message.props.length; ++i)
                        $root.sluice.entry.Pair.encode(message.props[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.value);
                if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                    writer.uint32(/* id 9, wireType 0 =*/72).int32(message.length);
                if (message.mysqlType != null && $Object.hasOwnProperty.call(message, "mysqlType"))
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.mysqlType);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Column message, length delimited. Does not implicitly {@link sluice.entry.Column.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.Column
             * @static
             * @param {sluice.entry.Column.$Properties} message Column message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Column.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Column message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.Column
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.Column & sluice.entry.Column.$Shape} Column
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Column.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.entry.Column();
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
                            message.index = reader.int32();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.sqlType = reader.int32();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.name = reader.string();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.isKey = reader.bool();
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.updated = reader.bool();
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.isNull = reader.bool();
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.props && message.props.length))
                                message.props = [];
                            message.props.push($root.sluice.entry.Pair.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.value = reader.string();
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            message.length = reader.int32();
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.mysqlType = reader.string();
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
             * Decodes a Column message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.Column
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.Column & sluice.entry.Column.$Shape} Column
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Column.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Column message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.Column
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.Column} Column
             */
            Column.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.Column)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.Column: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.Column();
                if (object.index != null)
                    message.index = object.index | 0;
                if (object.sqlType != null)
                    message.sqlType = object.sqlType | 0;
                if (object.name != null)
                    message.name = $String(object.name);
                if (object.isKey != null)
                    message.isKey = $Boolean(object.isKey);
                if (object.updated != null)
                    message.updated = $Boolean(object.updated);
                if (object.isNull != null)
                    message.isNull = $Boolean(object.isNull);
                if (object.props) {
                    if (!$Array.isArray(object.props))
                        throw $TypeError(".sluice.entry.Column.props: array expected");
                    message.props = $Array(object.props.length);
                    for (let i = 0; i < object.props.length; ++i) {
                        if (!$util.isObject(object.props[i]))
                            throw $TypeError(".sluice.entry.Column.props: object expected");
                        message.props[i] = $root.sluice.entry.Pair.fromObject(object.props[i], _depth + 1);
                    }
                }
                if (object.value != null)
                    message.value = $String(object.value);
                if (object.length != null)
                    message.length = object.length | 0;
                if (object.mysqlType != null)
                    message.mysqlType = $String(object.mysqlType);
                return message;
            };

            /**
             * Creates a plain object from a Column message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.Column
             * @static
             * @param {sluice.entry.Column} message Column
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Column.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.props = [];
                if (options.defaults) {
                    object.index = 0;
                    object.sqlType = 0;
                    object.name = "";
                    object.isKey = false;
                    object.updated = false;
                    object.isNull = false;
                    object.value = "";
                    object.length = 0;
                    object.mysqlType = "";
                }
                if (message.index != null && $Object.hasOwnProperty.call(message, "index"))
                    object.index = message.index;
                if (message.sqlType != null && $Object.hasOwnProperty.call(message, "sqlType"))
                    object.sqlType = message.sqlType;
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.isKey != null && $Object.hasOwnProperty.call(message, "isKey"))
                    object.isKey = message.isKey;
                if (message.updated != null && $Object.hasOwnProperty.call(message, "updated"))
                    object.updated = message.updated;
                if (message.isNull != null && $Object.hasOwnProperty.call(message, "isNull"))
                    object.isNull = message.isNull;
                if (message.props && message.props.length) {
                    object.props = $Array(message.props.length);
                    for (let j = 0; j < message.props.length; ++j)
                        object.props[j] = $root.sluice.entry.Pair.toObject(message.props[j], options, _depth + 1);
                }
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                    object.length = message.length;
                if (message.mysqlType != null && $Object.hasOwnProperty.call(message, "mysqlType"))
                    object.mysqlType = message.mysqlType;
                return object;
            };

            /**
             * Converts this Column to JSON.
             * @function toJSON
             * @memberof sluice.entry.Column
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Column.prototype.toJSON = function() {
                return Column.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Column
             * @function getTypeUrl
             * @memberof sluice.entry.Column
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Column.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.Column";
            };

            return Column;
        })();

        entry.RowData = (function() {

            /**
             * Properties of a RowData.
             * @typedef {Object} sluice.entry.RowData.$Properties
             * @property {Array.<sluice.entry.Column.$Properties>|null} [beforeColumns] RowData beforeColumns
             * @property {Array.<sluice.entry.Column.$Properties>|null} [afterColumns] RowData afterColumns
             * @property {Array.<sluice.entry.Pair.$Properties>|null} [props] RowData props
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RowData.
             * @memberof sluice.entry
             * @interface IRowData
             * @augments sluice.entry.RowData.$Properties
             * @deprecated Use sluice.entry.RowData.$Properties instead.
             */

            /**
             * Shape of a RowData.
             * @typedef {sluice.entry.RowData.$Properties} sluice.entry.RowData.$Shape
             */

            /**
             * Constructs a new RowData.
             * @memberof sluice.entry
             * @classdesc Represents a RowData.
             * @constructor
             * @param {sluice.entry.RowData.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RowData = function (properties) {
                this.beforeColumns = [];
                this.afterColumns = [];
                this.props = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RowData beforeColumns.
             * @member {Array.<sluice.entry.Column.$Properties>} beforeColumns
             * @memberof sluice.entry.RowData
             * @instance
             */
            RowData.prototype.beforeColumns = $util.emptyArray;

            /**
             * RowData afterColumns.
             * @member {Array.<sluice.entry.Column.$Properties>} afterColumns
             * @memberof sluice.entry.RowData
             * @instance
             */
            RowData.prototype.afterColumns = $util.emptyArray;

            /**
             * RowData props.
             * @member {Array.<sluice.entry.Pair.$Properties>} props
             * @memberof sluice.entry.RowData
             * @instance
             */
            RowData.prototype.props = $util.emptyArray;

            /**
             * Encodes the specified RowData message. Does not implicitly {@link sluice.entry.RowData.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.RowData
             * @static
             * @param {sluice.entry.RowData.$Properties} message RowData message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RowData.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.beforeColumns != null && message.beforeColumns.length)
                    for (let i = 0; i < message.beforeColumns.length; ++i)
                        $root.sluice.entry.Column.encode(message.beforeColumns[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.afterColumns != null && message.afterColumns.length)
                    for (let i = 0; i < message.afterColumns.length; ++i)
                        $root.sluice.entry.Column.encode(message.afterColumns[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.props != null && message.props.length)
                    for (let i = 0; i < message.props.length; ++i)
                        $root.sluice.entry.Pair.encode(message.props[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified RowData message, length delimited. Does not implicitly {@link sluice.entry.RowData.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.RowData
             * @static
             * @param {sluice.entry.RowData.$Properties} message RowData message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RowData.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a RowData message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.RowData
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.RowData & sluice.entry.RowData.$Shape} RowData
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RowData.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.entry.RowData();
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
                            if (!(message.beforeColumns && message.beforeColumns.length))
                                message.beforeColumns = [];
                            message.beforeColumns.push($root.sluice.entry.Column.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.afterColumns && message.afterColumns.length))
                                message.afterColumns = [];
                            message.afterColumns.push($root.sluice.entry.Column.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.props && message.props.length))
                                message.props = [];
                            message.props.push($root.sluice.entry.Pair.decode(reader, reader.size(), $undefined, _depth + 1));
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
             * Decodes a RowData message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.RowData
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.RowData & sluice.entry.RowData.$Shape} RowData
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RowData.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a RowData message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.RowData
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.RowData} RowData
             */
            RowData.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.RowData)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.RowData: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.RowData();
                if (object.beforeColumns) {
                    if (!$Array.isArray(object.beforeColumns))
                        throw $TypeError(".sluice.entry.RowData.beforeColumns: array expected");
                    message.beforeColumns = $Array(object.beforeColumns.length);
                    for (let i = 0; i < object.beforeColumns.length; ++i) {
                        if (!$util.isObject(object.beforeColumns[i]))
                            throw $TypeError(".sluice.entry.RowData.beforeColumns: object expected");
                        message.beforeColumns[i] = $root.sluice.entry.Column.fromObject(object.beforeColumns[i], _depth + 1);
                    }
                }
                if (object.afterColumns) {
                    if (!$Array.isArray(object.afterColumns))
                        throw $TypeError(".sluice.entry.RowData.afterColumns: array expected");
                    message.afterColumns = $Array(object.afterColumns.length);
                    for (let i = 0; i < object.afterColumns.length; ++i) {
                        if (!$util.isObject(object.afterColumns[i]))
                            throw $TypeError(".sluice.entry.RowData.afterColumns: object expected");
                        message.afterColumns[i] = $root.sluice.entry.Column.fromObject(object.afterColumns[i], _depth + 1);
                    }
                }
                if (object.props) {
                    if (!$Array.isArray(object.props))
                        throw $TypeError(".sluice.entry.RowData.props: array expected");
                    message.props = $Array(object.props.length);
                    for (let i = 0; i < object.props.length; ++i) {
                        if (!$util.isObject(object.props[i]))
                            throw $TypeError(".sluice.entry.RowData.props: object expected");
                        message.props[i] = $root.sluice.entry.Pair.fromObject(object.props[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a RowData message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.RowData
             * @static
             * @param {sluice.entry.RowData} message RowData
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RowData.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.beforeColumns = [];
                    object.afterColumns = [];
                    object.props = [];
                }
                if (message.beforeColumns && message.beforeColumns.length) {
                    object.beforeColumns = $Array(message.beforeColumns.length);
                    for (let j = 0; j < message.beforeColumns.length; ++j)
                        object.beforeColumns[j] = $root.sluice.entry.Column.toObject(message.beforeColumns[j], options, _depth + 1);
                }
                if (message.afterColumns && message.afterColumns.length) {
                    object.afterColumns = $Array(message.afterColumns.length);
                    for (let j = 0; j < message.afterColumns.length; ++j)
                        object.afterColumns[j] = $root.sluice.entry.Column.toObject(message.afterColumns[j], options, _depth + 1);
                }
                if (message.props && message.props.length) {
                    object.props = $Array(message.props.length);
                    for (let j = 0; j < message.props.length; ++j)
                        object.props[j] = $root.sluice.entry.Pair.toObject(message.props[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this RowData to JSON.
             * @function toJSON
             * @memberof sluice.entry.RowData
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RowData.prototype.toJSON = function() {
                return RowData.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RowData
             * @function getTypeUrl
             * @memberof sluice.entry.RowData
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RowData.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.RowData";
            };

            return RowData;
        })();

        entry.RowChange = (function() {

            /**
             * Properties of a RowChange.
             * @typedef {Object} sluice.entry.RowChange.$Properties
             * @property {number|null} [tableId] RowChange tableId
             * @property {sluice.entry.EventType|null} [eventType] RowChange eventType
             * @property {boolean|null} [isDdl] RowChange isDdl
             * @property {string|null} [sql] RowChange sql
             * @property {Array.<sluice.entry.RowData.$Properties>|null} [rowDatas] RowChange rowDatas
             * @property {Array.<sluice.entry.Pair.$Properties>|null} [props] RowChange props
             * @property {string|null} [ddlSchemaName] RowChange ddlSchemaName
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RowChange.
             * @memberof sluice.entry
             * @interface IRowChange
             * @augments sluice.entry.RowChange.$Properties
             * @deprecated Use sluice.entry.RowChange.$Properties instead.
             */

            /**
             * Shape of a RowChange.
             * @typedef {sluice.entry.RowChange.$Properties} sluice.entry.RowChange.$Shape
             */

            /**
             * Constructs a new RowChange.
             * @memberof sluice.entry
             * @classdesc Represents a RowChange.
             * @constructor
             * @param {sluice.entry.RowChange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RowChange = function (properties) {
                this.rowDatas = [];
                this.props = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RowChange tableId.
             * @member {number} tableId
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.tableId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * RowChange eventType.
             * @member {sluice.entry.EventType} eventType
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.eventType = 2;

            /**
             * RowChange isDdl.
             * @member {boolean} isDdl
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.isDdl = false;

            /**
             * RowChange sql.
             * @member {string} sql
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.sql = "";

            /**
             * RowChange rowDatas.
             * @member {Array.<sluice.entry.RowData.$Properties>} rowDatas
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.rowDatas = $util.emptyArray;

            /**
             * RowChange props.
             * @member {Array.<sluice.entry.Pair.$Properties>} props
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.props = $util.emptyArray;

            /**
             * RowChange ddlSchemaName.
             * @member {string} ddlSchemaName
             * @memberof sluice.entry.RowChange
             * @instance
             */
            RowChange.prototype.ddlSchemaName = "";

            /**
             * Encodes the specified RowChange message. Does not implicitly {@link sluice.entry.RowChange.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.RowChange
             * @static
             * @param {sluice.entry.RowChange.$Properties} message RowChange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RowChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tableId != null && $Object.hasOwnProperty.call(message, "tableId"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.tableId);
                if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType"))
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.eventType);
                if (message.isDdl != null && $Object.hasOwnProperty.call(message, "isDdl"))
                    writer.uint32(/* id 10, wireType 0 =*/80).bool(message.isDdl);
                if (message.sql != null && $Object.hasOwnProperty.call(message, "sql"))
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.sql);
                if (message.rowDatas != null && message.rowDatas.length)
                    for (let i = 0; i < message.rowDatas.length; ++i)
                        $root.sluice.entry.RowData.encode(message.rowDatas[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.props != null && message.props.length)
                    for (let i = 0; i < message.props.length; ++i)
                        $root.sluice.entry.Pair.encode(message.props[i], writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.ddlSchemaName != null && $Object.hasOwnProperty.call(message, "ddlSchemaName"))
                    writer.uint32(/* id 14, wireType 2 =*/114).string(message.ddlSchemaName);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified RowChange message, length delimited. Does not implicitly {@link sluice.entry.RowChange.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.RowChange
             * @static
             * @param {sluice.entry.RowChange.$Properties} message RowChange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RowChange.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a RowChange message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.RowChange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.RowChange & sluice.entry.RowChange.$Shape} RowChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RowChange.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.sluice.entry.RowChange();
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
                            message.tableId = reader.int64();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.sluice.entry.EventType[value] !== $undefined)
                                message.eventType = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            message.isDdl = reader.bool();
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.sql = reader.string();
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.rowDatas && message.rowDatas.length))
                                message.rowDatas = [];
                            message.rowDatas.push($root.sluice.entry.RowData.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.props && message.props.length))
                                message.props = [];
                            message.props.push($root.sluice.entry.Pair.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.ddlSchemaName = reader.string();
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
             * Decodes a RowChange message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.RowChange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.RowChange & sluice.entry.RowChange.$Shape} RowChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RowChange.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a RowChange message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.RowChange
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.RowChange} RowChange
             */
            RowChange.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.RowChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.RowChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.RowChange();
                if (object.tableId != null)
                    if ($util.Long)
                        message.tableId = $util.Long.fromValue(object.tableId, false);
                    else if (typeof object.tableId === "string")
                        message.tableId = $parseInt(object.tableId, 10);
                    else if (typeof object.tableId === "number")
                        message.tableId = object.tableId;
                    else if (typeof object.tableId === "object")
                        message.tableId = new $util.LongBits(object.tableId.low >>> 0, object.tableId.high >>> 0).toNumber();
                switch (object.eventType) {
                case "INSERT":
                case 1:
                    message.eventType = 1;
                    break;
                case "UPDATE":
                case 2:
                    message.eventType = 2;
                    break;
                case "DELETE":
                case 3:
                    message.eventType = 3;
                    break;
                case "CREATE":
                case 4:
                    message.eventType = 4;
                    break;
                case "ALTER":
                case 5:
                    message.eventType = 5;
                    break;
                case "ERASE":
                case 6:
                    message.eventType = 6;
                    break;
                case "QUERY":
                case 7:
                    message.eventType = 7;
                    break;
                case "TRUNCATE":
                case 8:
                    message.eventType = 8;
                    break;
                case "RENAME":
                case 9:
                    message.eventType = 9;
                    break;
                case "CINDEX":
                case 10:
                    message.eventType = 10;
                    break;
                case "DINDEX":
                case 11:
                    message.eventType = 11;
                    break;
                case "GTID":
                case 12:
                    message.eventType = 12;
                    break;
                case "XACOMMIT":
                case 13:
                    message.eventType = 13;
                    break;
                case "XAROLLBACK":
                case 14:
                    message.eventType = 14;
                    break;
                case "MHEARTBEAT":
                case 15:
                    message.eventType = 15;
                    break;
                default:
                }
                if (object.isDdl != null)
                    message.isDdl = $Boolean(object.isDdl);
                if (object.sql != null)
                    message.sql = $String(object.sql);
                if (object.rowDatas) {
                    if (!$Array.isArray(object.rowDatas))
                        throw $TypeError(".sluice.entry.RowChange.rowDatas: array expected");
                    message.rowDatas = $Array(object.rowDatas.length);
                    for (let i = 0; i < object.rowDatas.length; ++i) {
                        if (!$util.isObject(object.rowDatas[i]))
                            throw $TypeError(".sluice.entry.RowChange.rowDatas: object expected");
                        message.rowDatas[i] = $root.sluice.entry.RowData.fromObject(object.rowDatas[i], _depth + 1);
                    }
                }
                if (object.props) {
                    if (!$Array.isArray(object.props))
                        throw $TypeError(".sluice.entry.RowChange.props: array expected");
                    message.props = $Array(object.props.length);
                    for (let i = 0; i < object.props.length; ++i) {
                        if (!$util.isObject(object.props[i]))
                            throw $TypeError(".sluice.entry.RowChange.props: object expected");
                        message.props[i] = $root.sluice.entry.Pair.fromObject(object.props[i], _depth + 1);
                    }
                }
                if (object.ddlSchemaName != null)
                    message.ddlSchemaName = $String(object.ddlSchemaName);
                return message;
            };

            /**
             * Creates a plain object from a RowChange message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.RowChange
             * @static
             * @param {sluice.entry.RowChange} message RowChange
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RowChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.rowDatas = [];
                    object.props = [];
                }
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.tableId = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.tableId = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.eventType = options.enums === $String ? "UPDATE" : 2;
                    object.isDdl = false;
                    object.sql = "";
                    object.ddlSchemaName = "";
                }
                if (message.tableId != null && $Object.hasOwnProperty.call(message, "tableId"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.tableId = typeof message.tableId === "number" ? $BigInt(message.tableId) : $util.Long.fromBits(message.tableId.low >>> 0, message.tableId.high >>> 0, false).toBigInt();
                    else if (typeof message.tableId === "number")
                        object.tableId = options.longs === $String ? $String(message.tableId) : message.tableId;
                    else
                        object.tableId = options.longs === $String ? $util.Long.prototype.toString.call(message.tableId) : options.longs === $Number ? new $util.LongBits(message.tableId.low >>> 0, message.tableId.high >>> 0).toNumber() : message.tableId;
                if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType"))
                    object.eventType = options.enums === $String ? $root.sluice.entry.EventType[message.eventType] === $undefined ? message.eventType : $root.sluice.entry.EventType[message.eventType] : message.eventType;
                if (message.isDdl != null && $Object.hasOwnProperty.call(message, "isDdl"))
                    object.isDdl = message.isDdl;
                if (message.sql != null && $Object.hasOwnProperty.call(message, "sql"))
                    object.sql = message.sql;
                if (message.rowDatas && message.rowDatas.length) {
                    object.rowDatas = $Array(message.rowDatas.length);
                    for (let j = 0; j < message.rowDatas.length; ++j)
                        object.rowDatas[j] = $root.sluice.entry.RowData.toObject(message.rowDatas[j], options, _depth + 1);
                }
                if (message.props && message.props.length) {
                    object.props = $Array(message.props.length);
                    for (let j = 0; j < message.props.length; ++j)
                        object.props[j] = $root.sluice.entry.Pair.toObject(message.props[j], options, _depth + 1);
                }
                if (message.ddlSchemaName != null && $Object.hasOwnProperty.call(message, "ddlSchemaName"))
                    object.ddlSchemaName = message.ddlSchemaName;
                return object;
            };

            /**
             * Converts this RowChange to JSON.
             * @function toJSON
             * @memberof sluice.entry.RowChange
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RowChange.prototype.toJSON = function() {
                return RowChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RowChange
             * @function getTypeUrl
             * @memberof sluice.entry.RowChange
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RowChange.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.RowChange";
            };

            return RowChange;
        })();

        entry.TransactionBegin = (function() {

            /**
             * Properties of a TransactionBegin.
             * @typedef {Object} sluice.entry.TransactionBegin.$Properties
             * @property {number|null} [executeTime] TransactionBegin executeTime
             * @property {string|null} [transactionId] TransactionBegin transactionId
             * @property {Array.<sluice.entry.Pair.$Properties>|null} [props] TransactionBegin props
             * @property {number|null} [threadId] TransactionBegin threadId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TransactionBegin.
             * @memberof sluice.entry
             * @interface ITransactionBegin
             * @augments sluice.entry.TransactionBegin.$Properties
             * @deprecated Use sluice.entry.TransactionBegin.$Properties instead.
             */

            /**
             * Shape of a TransactionBegin.
             * @typedef {sluice.entry.TransactionBegin.$Properties} sluice.entry.TransactionBegin.$Shape
             */

            /**
             * Constructs a new TransactionBegin.
             * @memberof sluice.entry
             * @classdesc Represents a TransactionBegin.
             * @constructor
             * @param {sluice.entry.TransactionBegin.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TransactionBegin = function (properties) {
                this.props = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TransactionBegin executeTime.
             * @member {number} executeTime
             * @memberof sluice.entry.TransactionBegin
             * @instance
             */
            TransactionBegin.prototype.executeTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * TransactionBegin transactionId.
             * @member {string} transactionId
             * @memberof sluice.entry.TransactionBegin
             * @instance
             */
            TransactionBegin.prototype.transactionId = "";

            /**
             * TransactionBegin props.
             * @member {Array.<sluice.entry.Pair.$Properties>} props
             * @memberof sluice.entry.TransactionBegin
             * @instance
             */
            TransactionBegin.prototype.props = $util.emptyArray;

            /**
             * TransactionBegin threadId.
             * @member {number} threadId
             * @memberof sluice.entry.TransactionBegin
             * @instance
             */
            TransactionBegin.prototype.threadId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified TransactionBegin message. Does not implicitly {@link sluice.entry.TransactionBegin.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {sluice.entry.TransactionBegin.$Properties} message TransactionBegin message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TransactionBegin.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.executeTime != null && $Object.hasOwnProperty.call(message, "executeTime"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.executeTime);
                if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.transactionId);
                if (message.props != null && message.props.length)
                    for (let i = 0; i < message.props.length; ++i)
                        $root.sluice.entry.Pair.encode(message.props[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.threadId != null && $Object.hasOwnProperty.call(message, "threadId"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int64(message.threadId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified TransactionBegin message, length delimited. Does not implicitly {@link sluice.entry.TransactionBegin.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {sluice.entry.TransactionBegin.$Properties} message TransactionBegin message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TransactionBegin.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a TransactionBegin message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.TransactionBegin & sluice.entry.TransactionBegin.$Shape} TransactionBegin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TransactionBegin.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.entry.TransactionBegin();
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
                            message.executeTime = reader.int64();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.transactionId = reader.string();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.props && message.props.length))
                                message.props = [];
                            message.props.push($root.sluice.entry.Pair.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.threadId = reader.int64();
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
             * Decodes a TransactionBegin message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.TransactionBegin & sluice.entry.TransactionBegin.$Shape} TransactionBegin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TransactionBegin.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a TransactionBegin message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.TransactionBegin} TransactionBegin
             */
            TransactionBegin.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.TransactionBegin)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.TransactionBegin: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.TransactionBegin();
                if (object.executeTime != null)
                    if ($util.Long)
                        message.executeTime = $util.Long.fromValue(object.executeTime, false);
                    else if (typeof object.executeTime === "string")
                        message.executeTime = $parseInt(object.executeTime, 10);
                    else if (typeof object.executeTime === "number")
                        message.executeTime = object.executeTime;
                    else if (typeof object.executeTime === "object")
                        message.executeTime = new $util.LongBits(object.executeTime.low >>> 0, object.executeTime.high >>> 0).toNumber();
                if (object.transactionId != null)
                    message.transactionId = $String(object.transactionId);
                if (object.props) {
                    if (!$Array.isArray(object.props))
                        throw $TypeError(".sluice.entry.TransactionBegin.props: array expected");
                    message.props = $Array(object.props.length);
                    for (let i = 0; i < object.props.length; ++i) {
                        if (!$util.isObject(object.props[i]))
                            throw $TypeError(".sluice.entry.TransactionBegin.props: object expected");
                        message.props[i] = $root.sluice.entry.Pair.fromObject(object.props[i], _depth + 1);
                    }
                }
                if (object.threadId != null)
                    if ($util.Long)
                        message.threadId = $util.Long.fromValue(object.threadId, false);
                    else if (typeof object.threadId === "string")
                        message.threadId = $parseInt(object.threadId, 10);
                    else if (typeof object.threadId === "number")
                        message.threadId = object.threadId;
                    else if (typeof object.threadId === "object")
                        message.threadId = new $util.LongBits(object.threadId.low >>> 0, object.threadId.high >>> 0).toNumber();
                return message;
            };

            /**
             * Creates a plain object from a TransactionBegin message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {sluice.entry.TransactionBegin} message TransactionBegin
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            TransactionBegin.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.props = [];
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.executeTime = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.executeTime = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.transactionId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.threadId = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.threadId = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.executeTime != null && $Object.hasOwnProperty.call(message, "executeTime"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.executeTime = typeof message.executeTime === "number" ? $BigInt(message.executeTime) : $util.Long.fromBits(message.executeTime.low >>> 0, message.executeTime.high >>> 0, false).toBigInt();
                    else if (typeof message.executeTime === "number")
                        object.executeTime = options.longs === $String ? $String(message.executeTime) : message.executeTime;
                    else
                        object.executeTime = options.longs === $String ? $util.Long.prototype.toString.call(message.executeTime) : options.longs === $Number ? new $util.LongBits(message.executeTime.low >>> 0, message.executeTime.high >>> 0).toNumber() : message.executeTime;
                if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId"))
                    object.transactionId = message.transactionId;
                if (message.props && message.props.length) {
                    object.props = $Array(message.props.length);
                    for (let j = 0; j < message.props.length; ++j)
                        object.props[j] = $root.sluice.entry.Pair.toObject(message.props[j], options, _depth + 1);
                }
                if (message.threadId != null && $Object.hasOwnProperty.call(message, "threadId"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.threadId = typeof message.threadId === "number" ? $BigInt(message.threadId) : $util.Long.fromBits(message.threadId.low >>> 0, message.threadId.high >>> 0, false).toBigInt();
                    else if (typeof message.threadId === "number")
                        object.threadId = options.longs === $String ? $String(message.threadId) : message.threadId;
                    else
                        object.threadId = options.longs === $String ? $util.Long.prototype.toString.call(message.threadId) : options.longs === $Number ? new $util.LongBits(message.threadId.low >>> 0, message.threadId.high >>> 0).toNumber() : message.threadId;
                return object;
            };

            /**
             * Converts this TransactionBegin to JSON.
             * @function toJSON
             * @memberof sluice.entry.TransactionBegin
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            TransactionBegin.prototype.toJSON = function() {
                return TransactionBegin.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for TransactionBegin
             * @function getTypeUrl
             * @memberof sluice.entry.TransactionBegin
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TransactionBegin.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.TransactionBegin";
            };

            return TransactionBegin;
        })();

        entry.TransactionEnd = (function() {

            /**
             * Properties of a TransactionEnd.
             * @typedef {Object} sluice.entry.TransactionEnd.$Properties
             * @property {number|null} [executeTime] TransactionEnd executeTime
             * @property {string|null} [transactionId] TransactionEnd transactionId
             * @property {Array.<sluice.entry.Pair.$Properties>|null} [props] TransactionEnd props
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TransactionEnd.
             * @memberof sluice.entry
             * @interface ITransactionEnd
             * @augments sluice.entry.TransactionEnd.$Properties
             * @deprecated Use sluice.entry.TransactionEnd.$Properties instead.
             */

            /**
             * Shape of a TransactionEnd.
             * @typedef {sluice.entry.TransactionEnd.$Properties} sluice.entry.TransactionEnd.$Shape
             */

            /**
             * Constructs a new TransactionEnd.
             * @memberof sluice.entry
             * @classdesc Represents a TransactionEnd.
             * @constructor
             * @param {sluice.entry.TransactionEnd.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TransactionEnd = function (properties) {
                this.props = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TransactionEnd executeTime.
             * @member {number} executeTime
             * @memberof sluice.entry.TransactionEnd
             * @instance
             */
            TransactionEnd.prototype.executeTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * TransactionEnd transactionId.
             * @member {string} transactionId
             * @memberof sluice.entry.TransactionEnd
             * @instance
             */
            TransactionEnd.prototype.transactionId = "";

            /**
             * TransactionEnd props.
             * @member {Array.<sluice.entry.Pair.$Properties>} props
             * @memberof sluice.entry.TransactionEnd
             * @instance
             */
            TransactionEnd.prototype.props = $util.emptyArray;

            /**
             * Encodes the specified TransactionEnd message. Does not implicitly {@link sluice.entry.TransactionEnd.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {sluice.entry.TransactionEnd.$Properties} message TransactionEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TransactionEnd.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.executeTime != null && $Object.hasOwnProperty.call(message, "executeTime"))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.executeTime);
                if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.transactionId);
                if (message.props != null && message.props.length)
                    for (let i = 0; i < message.props.length; ++i)
                        $root.sluice.entry.Pair.encode(message.props[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified TransactionEnd message, length delimited. Does not implicitly {@link sluice.entry.TransactionEnd.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {sluice.entry.TransactionEnd.$Properties} message TransactionEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TransactionEnd.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a TransactionEnd message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.TransactionEnd & sluice.entry.TransactionEnd.$Shape} TransactionEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TransactionEnd.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.entry.TransactionEnd();
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
                            message.executeTime = reader.int64();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.transactionId = reader.string();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.props && message.props.length))
                                message.props = [];
                            message.props.push($root.sluice.entry.Pair.decode(reader, reader.size(), $undefined, _depth + 1));
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
             * Decodes a TransactionEnd message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.TransactionEnd & sluice.entry.TransactionEnd.$Shape} TransactionEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TransactionEnd.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a TransactionEnd message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.TransactionEnd} TransactionEnd
             */
            TransactionEnd.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.TransactionEnd)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.TransactionEnd: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.TransactionEnd();
                if (object.executeTime != null)
                    if ($util.Long)
                        message.executeTime = $util.Long.fromValue(object.executeTime, false);
                    else if (typeof object.executeTime === "string")
                        message.executeTime = $parseInt(object.executeTime, 10);
                    else if (typeof object.executeTime === "number")
                        message.executeTime = object.executeTime;
                    else if (typeof object.executeTime === "object")
                        message.executeTime = new $util.LongBits(object.executeTime.low >>> 0, object.executeTime.high >>> 0).toNumber();
                if (object.transactionId != null)
                    message.transactionId = $String(object.transactionId);
                if (object.props) {
                    if (!$Array.isArray(object.props))
                        throw $TypeError(".sluice.entry.TransactionEnd.props: array expected");
                    message.props = $Array(object.props.length);
                    for (let i = 0; i < object.props.length; ++i) {
                        if (!$util.isObject(object.props[i]))
                            throw $TypeError(".sluice.entry.TransactionEnd.props: object expected");
                        message.props[i] = $root.sluice.entry.Pair.fromObject(object.props[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a TransactionEnd message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {sluice.entry.TransactionEnd} message TransactionEnd
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            TransactionEnd.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.props = [];
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.executeTime = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.executeTime = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.transactionId = "";
                }
                if (message.executeTime != null && $Object.hasOwnProperty.call(message, "executeTime"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.executeTime = typeof message.executeTime === "number" ? $BigInt(message.executeTime) : $util.Long.fromBits(message.executeTime.low >>> 0, message.executeTime.high >>> 0, false).toBigInt();
                    else if (typeof message.executeTime === "number")
                        object.executeTime = options.longs === $String ? $String(message.executeTime) : message.executeTime;
                    else
                        object.executeTime = options.longs === $String ? $util.Long.prototype.toString.call(message.executeTime) : options.longs === $Number ? new $util.LongBits(message.executeTime.low >>> 0, message.executeTime.high >>> 0).toNumber() : message.executeTime;
                if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId"))
                    object.transactionId = message.transactionId;
                if (message.props && message.props.length) {
                    object.props = $Array(message.props.length);
                    for (let j = 0; j < message.props.length; ++j)
                        object.props[j] = $root.sluice.entry.Pair.toObject(message.props[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this TransactionEnd to JSON.
             * @function toJSON
             * @memberof sluice.entry.TransactionEnd
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            TransactionEnd.prototype.toJSON = function() {
                return TransactionEnd.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for TransactionEnd
             * @function getTypeUrl
             * @memberof sluice.entry.TransactionEnd
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TransactionEnd.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.TransactionEnd";
            };

            return TransactionEnd;
        })();

        entry.Pair = (function() {

            /**
             * Properties of a Pair.
             * @typedef {Object} sluice.entry.Pair.$Properties
             * @property {string|null} [key] Pair key
             * @property {string|null} [value] Pair value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Pair.
             * @memberof sluice.entry
             * @interface IPair
             * @augments sluice.entry.Pair.$Properties
             * @deprecated Use sluice.entry.Pair.$Properties instead.
             */

            /**
             * Shape of a Pair.
             * @typedef {sluice.entry.Pair.$Properties} sluice.entry.Pair.$Shape
             */

            /**
             * Constructs a new Pair.
             * @memberof sluice.entry
             * @classdesc Represents a Pair.
             * @constructor
             * @param {sluice.entry.Pair.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Pair = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Pair key.
             * @member {string} key
             * @memberof sluice.entry.Pair
             * @instance
             */
            Pair.prototype.key = "";

            /**
             * Pair value.
             * @member {string} value
             * @memberof sluice.entry.Pair
             * @instance
             */
            Pair.prototype.value = "";

            /**
             * Encodes the specified Pair message. Does not implicitly {@link sluice.entry.Pair.verify|verify} messages.
             * @function encode
             * @memberof sluice.entry.Pair
             * @static
             * @param {sluice.entry.Pair.$Properties} message Pair message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Pair.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.key);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Encodes the specified Pair message, length delimited. Does not implicitly {@link sluice.entry.Pair.verify|verify} messages.
             * @function encodeDelimited
             * @memberof sluice.entry.Pair
             * @static
             * @param {sluice.entry.Pair.$Properties} message Pair message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Pair.encodeDelimited = function(message, writer) {
                return this.encode(message, (writer || $Writer.create()).fork()).ldelim();
            };

            /**
             * Decodes a Pair message from the specified reader or buffer.
             * @function decode
             * @memberof sluice.entry.Pair
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {sluice.entry.Pair & sluice.entry.Pair.$Shape} Pair
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Pair.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.sluice.entry.Pair();
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
                            message.key = reader.string();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.value = reader.string();
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
             * Decodes a Pair message from the specified reader or buffer, length delimited.
             * @function decodeDelimited
             * @memberof sluice.entry.Pair
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @returns {sluice.entry.Pair & sluice.entry.Pair.$Shape} Pair
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Pair.decodeDelimited = function(reader) {
                if (!(reader instanceof $Reader))
                    reader = new $Reader(reader);
                return this.decode(reader, reader.size());
            };

            /**
             * Creates a Pair message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof sluice.entry.Pair
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {sluice.entry.Pair} Pair
             */
            Pair.fromObject = function (object, _depth) {
                if (object instanceof $root.sluice.entry.Pair)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".sluice.entry.Pair: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.sluice.entry.Pair();
                if (object.key != null)
                    message.key = $String(object.key);
                if (object.value != null)
                    message.value = $String(object.value);
                return message;
            };

            /**
             * Creates a plain object from a Pair message. Also converts values to other types if specified.
             * @function toObject
             * @memberof sluice.entry.Pair
             * @static
             * @param {sluice.entry.Pair} message Pair
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Pair.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.key = "";
                    object.value = "";
                }
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    object.key = message.key;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                return object;
            };

            /**
             * Converts this Pair to JSON.
             * @function toJSON
             * @memberof sluice.entry.Pair
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Pair.prototype.toJSON = function() {
                return Pair.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Pair
             * @function getTypeUrl
             * @memberof sluice.entry.Pair
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Pair.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/sluice.entry.Pair";
            };

            return Pair;
        })();

        return entry;
    })();

    return sluice;
})();

export {
  $root as default
};
