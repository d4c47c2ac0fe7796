package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/driver"
)

// A decimal travels as text, because the library sends no decimals. The server compares a decimal column with one
// text exactly, and with a list of texts as floating-point numbers. So each mark that takes a decimal says that it is one.

// casts makes sure that the statement says of its decimals what they are, and reports whether it has to be prepared
// anew for that.
func (st *statement) casts(values []driver.Value) (anew bool) {
	for i := range values {
		if values[i].Kind() != driver.Decimal {
			continue
		}
		if len(st.scales) != len(values) {
			st.scales = slices.Repeat([]int{-1}, len(values))
		}
		if scale := values[i].Scale(); st.scales[i] < scale {
			st.scales[i], anew = scale, true
		}
	}
	if anew {
		st.sql = castMarks(st.key.SQL, st.scales)
	}
	return anew
}

// castMarks writes a cast around each mark that has a scale.
func castMarks(sql string, scales []int) string {
	var b strings.Builder
	s, copied, n := scanner{text: sql}, 0, 0
	for t, ok := s.next(); ok; t, ok = s.next() {
		if !t.is("?") {
			continue
		}
		if n < len(scales) && scales[n] >= 0 {
			b.WriteString(sql[copied : s.at-1])
			fmt.Fprintf(&b, "CAST(? AS DECIMAL(%d,%d))", 18+scales[n], scales[n])
			copied = s.at
		}
		n++
	}
	b.WriteString(sql[copied:])
	return b.String()
}
