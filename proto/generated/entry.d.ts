import * as $protobuf from "protobufjs";

/** Namespace sluice. */
export namespace sluice {

    /** Namespace entry. */
    namespace entry {

        /** EntryType enum. */
        enum EntryType {

            /** TRANSACTIONBEGIN value */
            TRANSACTIONBEGIN = 1,

            /** ROWDATA value */
            ROWDATA = 2,

            /** TRANSACTIONEND value */
            TRANSACTIONEND = 3,

            /** HEARTBEAT value */
            HEARTBEAT = 4,

            /** GTIDLOG value */
            GTIDLOG = 5
        }

        /** EventType enum. */
        enum EventType {

            /** INSERT value */
            INSERT = 1,

            /** UPDATE value */
            UPDATE = 2,

            /** DELETE value */
            DELETE = 3,

            /** CREATE value */
            CREATE = 4,

            /** ALTER value */
            ALTER = 5,

            /** ERASE value */
            ERASE = 6,

            /** QUERY value */
            QUERY = 7,

            /** TRUNCATE value */
            TRUNCATE = 8,

            /** RENAME value */
            RENAME = 9,

            /** CINDEX value */
            CINDEX = 10,

            /** DINDEX value */
            DINDEX = 11,

            /** GTID value */
            GTID = 12,

            /** XACOMMIT value */
            XACOMMIT = 13,

            /** XAROLLBACK value */
            XAROLLBACK = 14,

            /** MHEARTBEAT value */
            MHEARTBEAT = 15
        }

        /** Type enum. */
        enum Type {

            /** ORACLE value */
            ORACLE = 1,

            /** MYSQL value */
            MYSQL = 2,

            /** PGSQL value */
            PGSQL = 3
        }

        /**
         * Properties of an Entry.
         * @deprecated Use sluice.entry.Entry.$Properties instead.
         */
        interface IEntry extends sluice.entry.Entry.$Properties {
        }

        /** Represents an Entry. */
        class Entry {

            /**
             * Constructs a new Entry.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.Entry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Entry header. */
            header?: (sluice.entry.Header.$Properties|null);

            /** Entry entryType. */
            entryType: sluice.entry.EntryType;

            /** Entry storeValue. */
            storeValue: Uint8Array;

            /**
             * Encodes the specified Entry message. Does not implicitly {@link sluice.entry.Entry.verify|verify} messages.
             * @param message Entry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.Entry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Entry message, length delimited. Does not implicitly {@link sluice.entry.Entry.verify|verify} messages.
             * @param message Entry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.Entry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Entry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.Entry & sluice.entry.Entry.$Shape} Entry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.Entry & sluice.entry.Entry.$Shape;

            /**
             * Decodes an Entry message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.Entry & sluice.entry.Entry.$Shape} Entry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.Entry & sluice.entry.Entry.$Shape;

            /**
             * Creates an Entry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Entry
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.Entry;

            /**
             * Creates a plain object from an Entry message. Also converts values to other types if specified.
             * @param message Entry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.Entry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Entry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Entry
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Entry {

            /** Properties of an Entry. */
            interface $Properties {

                /** Entry header */
                header?: (sluice.entry.Header.$Properties|null);

                /** Entry entryType */
                entryType?: (sluice.entry.EntryType|null);

                /** Entry storeValue */
                storeValue?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Entry. */
            type $Shape = sluice.entry.Entry.$Properties;
        }

        /**
         * Properties of a Header.
         * @deprecated Use sluice.entry.Header.$Properties instead.
         */
        interface IHeader extends sluice.entry.Header.$Properties {
        }

        /** Represents a Header. */
        class Header {

            /**
             * Constructs a new Header.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.Header.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Header version. */
            version: number;

            /** Header logfileName. */
            logfileName: string;

            /** Header logfileOffset. */
            logfileOffset: number;

            /** Header serverId. */
            serverId: number;

            /** Header serverenCode. */
            serverenCode: string;

            /** Header executeTime. */
            executeTime: number;

            /** Header sourceType. */
            sourceType: sluice.entry.Type;

            /** Header schemaName. */
            schemaName: string;

            /** Header tableName. */
            tableName: string;

            /** Header eventLength. */
            eventLength: number;

            /** Header eventType. */
            eventType: sluice.entry.EventType;

            /** Header props. */
            props: sluice.entry.Pair.$Properties[];

            /** Header gtid. */
            gtid: string;

            /**
             * Encodes the specified Header message. Does not implicitly {@link sluice.entry.Header.verify|verify} messages.
             * @param message Header message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.Header.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Header message, length delimited. Does not implicitly {@link sluice.entry.Header.verify|verify} messages.
             * @param message Header message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.Header.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Header message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.Header & sluice.entry.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.Header & sluice.entry.Header.$Shape;

            /**
             * Decodes a Header message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.Header & sluice.entry.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.Header & sluice.entry.Header.$Shape;

            /**
             * Creates a Header message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Header
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.Header;

            /**
             * Creates a plain object from a Header message. Also converts values to other types if specified.
             * @param message Header
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.Header, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Header to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Header
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Header {

            /** Properties of a Header. */
            interface $Properties {

                /** Header version */
                version?: (number|null);

                /** Header logfileName */
                logfileName?: (string|null);

                /** Header logfileOffset */
                logfileOffset?: (number|null);

                /** Header serverId */
                serverId?: (number|null);

                /** Header serverenCode */
                serverenCode?: (string|null);

                /** Header executeTime */
                executeTime?: (number|null);

                /** Header sourceType */
                sourceType?: (sluice.entry.Type|null);

                /** Header schemaName */
                schemaName?: (string|null);

                /** Header tableName */
                tableName?: (string|null);

                /** Header eventLength */
                eventLength?: (number|null);

                /** Header eventType */
                eventType?: (sluice.entry.EventType|null);

                /** Header props */
                props?: (sluice.entry.Pair.$Properties[]|null);

                /** Header gtid */
                gtid?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Header. */
            type $Shape = sluice.entry.Header.$Properties;
        }

        /**
         * Properties of a Column.
         * @deprecated Use sluice.entry.Column.$Properties instead.
         */
        interface IColumn extends sluice.entry.Column.$Properties {
        }

        /** Represents a Column. */
        class Column {

            /**
             * Constructs a new Column.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.Column.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Column index. */
            index: number;

            /** Column sqlType. */
            sqlType: number;

            /** Column name. */
            name: string;

            /** Column isKey. */
            isKey: boolean;

            /** Column updated. */
            updated: boolean;

            /** Column isNull. */
            isNull: boolean;

            /** Column props. */
            props: sluice.entry.Pair.$Properties[];

            /** Column value. */
            value: string;

            /** Column length. */
            length: number;

            /** Column mysqlType. */
            mysqlType: string;

            /**
             * Encodes the specified Column message. Does not implicitly {@link sluice.entry.Column.verify|verify} messages.
             * @param message Column message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.Column.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Column message, length delimited. Does not implicitly {@link sluice.entry.Column.verify|verify} messages.
             * @param message Column message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.Column.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Column message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.Column & sluice.entry.Column.$Shape} Column
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.Column & sluice.entry.Column.$Shape;

            /**
             * Decodes a Column message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.Column & sluice.entry.Column.$Shape} Column
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.Column & sluice.entry.Column.$Shape;

            /**
             * Creates a Column message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Column
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.Column;

            /**
             * Creates a plain object from a Column message. Also converts values to other types if specified.
             * @param message Column
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.Column, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Column to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Column
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Column {

            /** Properties of a Column. */
            interface $Properties {

                /** Column index */
                index?: (number|null);

                /** Column sqlType */
                sqlType?: (number|null);

                /** Column name */
                name?: (string|null);

                /** Column isKey */
                isKey?: (boolean|null);

                /** Column updated */
                updated?: (boolean|null);

                /** Column isNull */
                isNull?: (boolean|null);

                /** Column props */
                props?: (sluice.entry.Pair.$Properties[]|null);

                /** Column value */
                value?: (string|null);

                /** Column length */
                length?: (number|null);

                /** Column mysqlType */
                mysqlType?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Column. */
            type $Shape = sluice.entry.Column.$Properties;
        }

        /**
         * Properties of a RowData.
         * @deprecated Use sluice.entry.RowData.$Properties instead.
         */
        interface IRowData extends sluice.entry.RowData.$Properties {
        }

        /** Represents a RowData. */
        class RowData {

            /**
             * Constructs a new RowData.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.RowData.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RowData beforeColumns. */
            beforeColumns: sluice.entry.Column.$Properties[];

            /** RowData afterColumns. */
            afterColumns: sluice.entry.Column.$Properties[];

            /** RowData props. */
            props: sluice.entry.Pair.$Properties[];

            /**
             * Encodes the specified RowData message. Does not implicitly {@link sluice.entry.RowData.verify|verify} messages.
             * @param message RowData message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.RowData.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified RowData message, length delimited. Does not implicitly {@link sluice.entry.RowData.verify|verify} messages.
             * @param message RowData message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.RowData.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RowData message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.RowData & sluice.entry.RowData.$Shape} RowData
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.RowData & sluice.entry.RowData.$Shape;

            /**
             * Decodes a RowData message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.RowData & sluice.entry.RowData.$Shape} RowData
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.RowData & sluice.entry.RowData.$Shape;

            /**
             * Creates a RowData message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RowData
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.RowData;

            /**
             * Creates a plain object from a RowData message. Also converts values to other types if specified.
             * @param message RowData
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.RowData, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RowData to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RowData
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RowData {

            /** Properties of a RowData. */
            interface $Properties {

                /** RowData beforeColumns */
                beforeColumns?: (sluice.entry.Column.$Properties[]|null);

                /** RowData afterColumns */
                afterColumns?: (sluice.entry.Column.$Properties[]|null);

                /** RowData props */
                props?: (sluice.entry.Pair.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RowData. */
            type $Shape = sluice.entry.RowData.$Properties;
        }

        /**
         * Properties of a RowChange.
         * @deprecated Use sluice.entry.RowChange.$Properties instead.
         */
        interface IRowChange extends sluice.entry.RowChange.$Properties {
        }

        /** Represents a RowChange. */
        class RowChange {

            /**
             * Constructs a new RowChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.RowChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RowChange tableId. */
            tableId: number;

            /** RowChange eventType. */
            eventType: sluice.entry.EventType;

            /** RowChange isDdl. */
            isDdl: boolean;

            /** RowChange sql. */
            sql: string;

            /** RowChange rowDatas. */
            rowDatas: sluice.entry.RowData.$Properties[];

            /** RowChange props. */
            props: sluice.entry.Pair.$Properties[];

            /** RowChange ddlSchemaName. */
            ddlSchemaName: string;

            /**
             * Encodes the specified RowChange message. Does not implicitly {@link sluice.entry.RowChange.verify|verify} messages.
             * @param message RowChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.RowChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified RowChange message, length delimited. Does not implicitly {@link sluice.entry.RowChange.verify|verify} messages.
             * @param message RowChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.RowChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RowChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.RowChange & sluice.entry.RowChange.$Shape} RowChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.RowChange & sluice.entry.RowChange.$Shape;

            /**
             * Decodes a RowChange message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.RowChange & sluice.entry.RowChange.$Shape} RowChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.RowChange & sluice.entry.RowChange.$Shape;

            /**
             * Creates a RowChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RowChange
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.RowChange;

            /**
             * Creates a plain object from a RowChange message. Also converts values to other types if specified.
             * @param message RowChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.RowChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RowChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for RowChange
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RowChange {

            /** Properties of a RowChange. */
            interface $Properties {

                /** RowChange tableId */
                tableId?: (number|null);

                /** RowChange eventType */
                eventType?: (sluice.entry.EventType|null);

                /** RowChange isDdl */
                isDdl?: (boolean|null);

                /** RowChange sql */
                sql?: (string|null);

                /** RowChange rowDatas */
                rowDatas?: (sluice.entry.RowData.$Properties[]|null);

                /** RowChange props */
                props?: (sluice.entry.Pair.$Properties[]|null);

                /** RowChange ddlSchemaName */
                ddlSchemaName?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RowChange. */
            type $Shape = sluice.entry.RowChange.$Properties;
        }

        /**
         * Properties of a TransactionBegin.
         * @deprecated Use sluice.entry.TransactionBegin.$Properties instead.
         */
        interface ITransactionBegin extends sluice.entry.TransactionBegin.$Properties {
        }

        /** Represents a TransactionBegin. */
        class TransactionBegin {

            /**
             * Constructs a new TransactionBegin.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.TransactionBegin.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TransactionBegin executeTime. */
            executeTime: number;

            /** TransactionBegin transactionId. */
            transactionId: string;

            /** TransactionBegin props. */
            props: sluice.entry.Pair.$Properties[];

            /** TransactionBegin threadId. */
            threadId: number;

            /**
             * Encodes the specified TransactionBegin message. Does not implicitly {@link sluice.entry.TransactionBegin.verify|verify} messages.
             * @param message TransactionBegin message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.TransactionBegin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified TransactionBegin message, length delimited. Does not implicitly {@link sluice.entry.TransactionBegin.verify|verify} messages.
             * @param message TransactionBegin message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.TransactionBegin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TransactionBegin message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.TransactionBegin & sluice.entry.TransactionBegin.$Shape} TransactionBegin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.TransactionBegin & sluice.entry.TransactionBegin.$Shape;

            /**
             * Decodes a TransactionBegin message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.TransactionBegin & sluice.entry.TransactionBegin.$Shape} TransactionBegin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.TransactionBegin & sluice.entry.TransactionBegin.$Shape;

            /**
             * Creates a TransactionBegin message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TransactionBegin
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.TransactionBegin;

            /**
             * Creates a plain object from a TransactionBegin message. Also converts values to other types if specified.
             * @param message TransactionBegin
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.TransactionBegin, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TransactionBegin to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for TransactionBegin
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TransactionBegin {

            /** Properties of a TransactionBegin. */
            interface $Properties {

                /** TransactionBegin executeTime */
                executeTime?: (number|null);

                /** TransactionBegin transactionId */
                transactionId?: (string|null);

                /** TransactionBegin props */
                props?: (sluice.entry.Pair.$Properties[]|null);

                /** TransactionBegin threadId */
                threadId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TransactionBegin. */
            type $Shape = sluice.entry.TransactionBegin.$Properties;
        }

        /**
         * Properties of a TransactionEnd.
         * @deprecated Use sluice.entry.TransactionEnd.$Properties instead.
         */
        interface ITransactionEnd extends sluice.entry.TransactionEnd.$Properties {
        }

        /** Represents a TransactionEnd. */
        class TransactionEnd {

            /**
             * Constructs a new TransactionEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.TransactionEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TransactionEnd executeTime. */
            executeTime: number;

            /** TransactionEnd transactionId. */
            transactionId: string;

            /** TransactionEnd props. */
            props: sluice.entry.Pair.$Properties[];

            /**
             * Encodes the specified TransactionEnd message. Does not implicitly {@link sluice.entry.TransactionEnd.verify|verify} messages.
             * @param message TransactionEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.TransactionEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified TransactionEnd message, length delimited. Does not implicitly {@link sluice.entry.TransactionEnd.verify|verify} messages.
             * @param message TransactionEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.TransactionEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TransactionEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.TransactionEnd & sluice.entry.TransactionEnd.$Shape} TransactionEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.TransactionEnd & sluice.entry.TransactionEnd.$Shape;

            /**
             * Decodes a TransactionEnd message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.TransactionEnd & sluice.entry.TransactionEnd.$Shape} TransactionEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.TransactionEnd & sluice.entry.TransactionEnd.$Shape;

            /**
             * Creates a TransactionEnd message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TransactionEnd
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.TransactionEnd;

            /**
             * Creates a plain object from a TransactionEnd message. Also converts values to other types if specified.
             * @param message TransactionEnd
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.TransactionEnd, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TransactionEnd to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for TransactionEnd
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TransactionEnd {

            /** Properties of a TransactionEnd. */
            interface $Properties {

                /** TransactionEnd executeTime */
                executeTime?: (number|null);

                /** TransactionEnd transactionId */
                transactionId?: (string|null);

                /** TransactionEnd props */
                props?: (sluice.entry.Pair.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TransactionEnd. */
            type $Shape = sluice.entry.TransactionEnd.$Properties;
        }

        /**
         * Properties of a Pair.
         * @deprecated Use sluice.entry.Pair.$Properties instead.
         */
        interface IPair extends sluice.entry.Pair.$Properties {
        }

        /** Represents a Pair. */
        class Pair {

            /**
             * Constructs a new Pair.
             * @param [properties] Properties to set
             */
            constructor(properties?: sluice.entry.Pair.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Pair key. */
            key: string;

            /** Pair value. */
            value: string;

            /**
             * Encodes the specified Pair message. Does not implicitly {@link sluice.entry.Pair.verify|verify} messages.
             * @param message Pair message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: sluice.entry.Pair.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Encodes the specified Pair message, length delimited. Does not implicitly {@link sluice.entry.Pair.verify|verify} messages.
             * @param message Pair message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encodeDelimited(message: sluice.entry.Pair.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Pair message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {sluice.entry.Pair & sluice.entry.Pair.$Shape} Pair
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): sluice.entry.Pair & sluice.entry.Pair.$Shape;

            /**
             * Decodes a Pair message from the specified reader or buffer, length delimited.
             * @param reader Reader or buffer to decode from
             * @returns {sluice.entry.Pair & sluice.entry.Pair.$Shape} Pair
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decodeDelimited(reader: ($protobuf.Reader|Uint8Array)): sluice.entry.Pair & sluice.entry.Pair.$Shape;

            /**
             * Creates a Pair message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Pair
             */
            static fromObject(object: { [k: string]: any }): sluice.entry.Pair;

            /**
             * Creates a plain object from a Pair message. Also converts values to other types if specified.
             * @param message Pair
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: sluice.entry.Pair, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Pair to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };

            /**
             * Gets the type url for Pair
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Pair {

            /** Properties of a Pair. */
            interface $Properties {

                /** Pair key */
                key?: (string|null);

                /** Pair value */
                value?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Pair. */
            type $Shape = sluice.entry.Pair.$Properties;
        }
    }
}
