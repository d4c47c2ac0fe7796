package schema

// Type is what a column holds. The zero value holds nothing and is a mistake in a model.
type Type struct {
	Kind Kind
	// Size is the number of characters (not bytes) that a Text may have, or of bytes that Bytes may; 0 means any
	// number.
	Size int
	// Precision and Scale are of a Decimal: how many digits it has, at most 18, and how many of them stand behind
	// the point.
	Precision, Scale int
	// Elem is the kind of an Array's elements: Bool, a whole number, a float, Text or Time.
	Elem Kind
}

// MaxPrecision is how many digits a Decimal may have, so that any of them fits into an int64 without its point.
const MaxPrecision = 18

// Kind is the kind of a column's values.
type Kind uint8

// The kinds of values. Integers have the ranges of Go's types of the same name, but for Uint64,
// which ends at math.MaxInt64 because no database's integer goes further everywhere.
const (
	NoKind Kind = iota
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	Text   // valid UTF-8 without NUL
	Bytes  // any bytes
	Time   // an instant in UTC, in microseconds, as the engine's own time type
	Micros // an instant as whole microseconds since 1970 in an integer
	UUID
	Decimal // an exact number of Precision digits
	JSON    // any JSON value (RFC 8259)
	Array   // a list without a NULL in it; JSON where the engine has no arrays
)

var kindNames = [...]string{
	"none", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
	"float32", "float64", "text", "bytes", "time", "micros", "uuid", "decimal", "json", "array",
}

// String returns the kind's name in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Integer reports whether values of the kind are whole numbers; an instant is not.
func (k Kind) Integer() bool { return k >= Int8 && k <= Uint64 }

// Float reports whether values of the kind are floating-point numbers.
func (k Kind) Float() bool { return k == Float32 || k == Float64 }

// Range returns the smallest and the largest value of an integer kind; 0, 0 for other kinds.
func (k Kind) Range() (low, high int64) {
	switch k {
	case Int8:
		return -1 << 7, 1<<7 - 1
	case Int16:
		return -1 << 15, 1<<15 - 1
	case Int32:
		return -1 << 31, 1<<31 - 1
	case Int64:
		return -1 << 63, 1<<63 - 1
	case Uint8:
		return 0, 1<<8 - 1
	case Uint16:
		return 0, 1<<16 - 1
	case Uint32:
		return 0, 1<<32 - 1
	case Uint64:
		return 0, 1<<63 - 1
	}
	return 0, 0
}
