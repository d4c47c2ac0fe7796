package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// table is what a page shows as a table and a terminal as text: the same words in both.
type table struct {
	Caption string
	Heads   []cell
	Rows    [][]cell
}

// cell is a place in a table. Numbers stand to the right.
type cell struct {
	Text   string
	URL    string // where the text leads to, on pages
	Number bool
}

// words is a cell of text, figure one of a number that is written already.
func words(text string) cell  { return cell{Text: text} }
func figure(text string) cell { return cell{Text: text, Number: true} }

// currency is what prices are in.
const currency = "USD"

// amount writes money, whose currency stands in the head: 2,328.60.
func amount(d decimal.Decimal) string { return grouped(d.StringFixed(2)) }

// money writes money with its currency: 2,328.60 USD.
func money(d decimal.Decimal) string { return amount(d) + " " + currency }

// count writes a whole number: 3,503.
func count(n int64) string { return grouped(strconv.FormatInt(n, 10)) }

// share writes percents: 35.5%.
func share(part float64) string { return fmt.Sprintf("%.1f%%", part) }

// grouped puts a comma before every three digits in front of the point.
func grouped(number string) string {
	sign, digits := "", number
	if strings.HasPrefix(number, "-") {
		sign, digits = "-", number[1:]
	}
	whole, rest := digits, ""
	if i := strings.IndexByte(digits, '.'); i >= 0 {
		whole, rest = digits[:i], digits[i:]
	}
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	return sign + b.String() + rest
}

// known is a name, or what stands for one that is missing.
func known(name *string) string {
	if name == nil {
		return "(unknown)"
	}
	return *name
}
