package dialect

// What a text is to be that says a number, for databases with regular expressions, in which no character stands for a place of
// a Form or for a parameter. They hold for what is one line.
const (
	WholePattern = "^ *([-+]|)[0-9]+ *$"
	FloatPattern = "^ *([-+]|)([0-9]+([.][0-9]*|)|[.][0-9]+)([eE]([-+]|)[0-9]([0-9]|)([0-9]|)|) *$"
)

// The bounds of numbers that texts say.
const (
	LongestNumber = "400"                     // characters
	LeastFloat    = "2.2250738585072014e-308" // what is below is 0
	GreatestFloat = "1.7976931348623157e308"  // what is not below is none
	LeastWhole    = "-9223372036854775808"
	GreatestWhole = "9223372036854775807"
)
