package postgres

import "github.com/rowankit/rowan/driver"

// The types that PostgreSQL has from the beginning keep their numbers: https://github.com/postgres/postgres/blob/
// master/src/include/catalog/pg_type.dat. A type that is not here travels as text, which every type can.
const (
	typeBool        = 16
	typeBytea       = 17
	typeChar        = 18
	typeName        = 19
	typeInt8        = 20
	typeInt2        = 21
	typeInt4        = 23
	typeText        = 25
	typeOID         = 26
	typeJSON        = 114
	typeFloat4      = 700
	typeFloat8      = 701
	typeUnknown     = 705
	typeBpchar      = 1042
	typeVarchar     = 1043
	typeDate        = 1082
	typeTimestamp   = 1114
	typeTimestamptz = 1184
	typeNumeric     = 1700
	typeUUID        = 2950
	typeJSONB       = 3802
)

// kindOfType is the kind of the values of a type.
func kindOfType(oid uint32) driver.Kind {
	switch oid {
	case typeBool:
		return driver.Bool
	case typeInt2, typeInt4, typeInt8, typeOID:
		return driver.Int
	case typeFloat4, typeFloat8:
		return driver.Float
	case typeBytea:
		return driver.Bytes
	case typeDate, typeTimestamp, typeTimestamptz:
		return driver.Time
	case typeNumeric:
		return driver.Decimal
	case typeUUID:
		return driver.UUID
	}
	return driver.Text
}

// isBinary reports whether the results of a type come in binary form.
func isBinary(oid uint32) bool {
	k := kindOfType(oid)
	return k != driver.Text && k != driver.Decimal || isText(oid) || elementOf(oid) != 0
}

// isText reports whether the binary form of a type is its text.
func isText(oid uint32) bool {
	switch oid {
	case typeText, typeVarchar, typeBpchar, typeName, typeUnknown, typeChar, typeJSON:
		return true
	}
	return false
}

// elementOf is the type of an array's elements, as far as arrays of it travel in binary form; 0 for others.
func elementOf(oid uint32) uint32 {
	switch oid {
	case 1000:
		return typeBool
	case 1001:
		return typeBytea
	case 1005:
		return typeInt2
	case 1007:
		return typeInt4
	case 1016:
		return typeInt8
	case 1009:
		return typeText
	case 1014:
		return typeBpchar
	case 1015:
		return typeVarchar
	case 1021:
		return typeFloat4
	case 1022:
		return typeFloat8
	case 1115:
		return typeTimestamp
	case 1185:
		return typeTimestamptz
	case 2951:
		return typeUUID
	}
	return 0
}
