package browser_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// color is a colour of the screen: red, green, blue, each 0 to 255, and how opaque it is, 0 to 1.
type color [4]float64

// parseColor reads a computed colour, such as rgb(29, 33, 37) or rgba(0, 0, 0, 0.5).
func parseColor(text string) (color, error) {
	_, list, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	c := color{3: 1}
	parts := strings.Split(list, ", ")
	if len(parts) != 3 && len(parts) != 4 || !strings.HasPrefix(text, "rgb") {
		return c, fmt.Errorf("the colour %q is not like rgb(1, 2, 3)", text)
	}
	for i, part := range parts {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return c, fmt.Errorf("the colour %q: %w", text, err)
		}
		c[i] = v
	}
	return c, nil
}

// over is what is seen of c in front of another colour.
func (c color) over(back color) color {
	for i := range 3 {
		c[i] = c[i]*c[3] + back[i]*(1-c[3])
	}
	c[3] = 1
	return c
}

// luminance is the relative luminance of an opaque colour, as WCAG 2.2 defines it.
func (c color) luminance() float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// contrast is the ratio of WCAG 2.2 between a colour and what is behind it, nearest first.
func contrast(front string, behind []string) (float64, error) {
	back := color{255, 255, 255, 1} // a browser's own page, behind everything
	for i := len(behind) - 1; i >= 0; i-- {
		c, err := parseColor(behind[i])
		if err != nil {
			return 0, err
		}
		back = c.over(back)
	}
	c, err := parseColor(front)
	if err != nil {
		return 0, err
	}
	a, b := c.over(back).luminance(), back.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05), nil
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		front  string
		behind []string
		want   float64
	}{
		{"rgb(0, 0, 0)", []string{"rgb(255, 255, 255)"}, 21},
		{"rgb(255, 255, 255)", []string{"rgba(0, 0, 0, 0)", "rgb(0, 0, 0)", "rgb(255, 255, 255)"}, 21},
		{"rgb(118, 118, 118)", nil, 4.54}, // the lightest grey that may stand on white
		{"rgb(0, 0, 0)", []string{"rgba(0, 0, 0, 0.5)"}, 5.28},
		{"rgb(9, 9, 9)", []string{"rgb(9, 9, 9)"}, 1},
	} {
		got, err := contrast(c.front, c.behind)
		if err != nil || math.Abs(got-c.want) > 0.01 {
			t.Errorf("contrast of %s on %v: got %.2f, %v, want %.2f", c.front, c.behind, got, err, c.want)
		}
	}
}
