package page

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// table is one job on one engine.
type table struct {
	title    string
	options  Options
	entrants []*entrant
}

// entrant is a contender with what was seen of it.
type entrant struct {
	name   string
	rounds []usage
}

// write writes the table in Markdown. Times are of the requests of all rounds together, memory is the most that was seen, and
// the rest are medians of the rounds; a ratio is that to another contender's turn in the same round.
func (t *table) write(w io.Writer) error {
	references := t.references()
	head := []string{"", "requests/s", "p50", "p99", "CPU/request", "memory"}
	for _, r := range references {
		head = append(head, "requests/s to "+r.name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**\n\n", t.title)
	line(&b, head)
	line(&b, append([]string{"---"}, slices.Repeat([]string{"---:"}, len(head)-1)...))
	for _, e := range t.entrants {
		times := e.times()
		cells := []string{
			e.name, fmt.Sprintf("%.0f", middle(e.figures(func(u usage) float64 { return u.requests }))),
			short(part(times, 0.5)), short(part(times, 0.99)),
			short(time.Duration(middle(e.figures(func(u usage) float64 { return float64(u.cpu) })))),
			fmt.Sprintf("%.0f MB (%.0f MB)", e.most(func(f footprint) int64 { return f.all }), e.most(func(f footprint) int64 { return f.anonymous })),
		}
		for _, r := range references {
			ratios := e.ratios(r)
			cells = append(cells, fmt.Sprintf("%.2f (%.2f to %.2f)", middle(ratios), ratios[0], ratios[len(ratios)-1]))
		}
		line(&b, cells)
	}
	fmt.Fprintf(&b, "\n%d rounds of %s by turns, %d connections. ", t.options.Rounds, t.options.Turn, t.options.Connections)
	b.WriteString("CPU and memory are those of the program's processes, without a database server; " +
		"memory is the most that was seen, of pages that processes share a part each, and in brackets without what lies in files, " +
		"such as the program itself. Visitors compute on the same processors. Rowan logs every request, the others none; gunicorn's " +
		"workers close each connection.\n\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func line(b *strings.Builder, cells []string) {
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

// references are the entrants that all are compared with.
func (t *table) references() []*entrant {
	return slices.DeleteFunc(slices.Clone(t.entrants), func(e *entrant) bool { return e.name != byHand && e.name != inFlask })
}

// figures are a figure of each round, from low to high.
func (e *entrant) figures(of func(usage) float64) []float64 {
	list := make([]float64, len(e.rounds))
	for i, u := range e.rounds {
		list[i] = of(u)
	}
	slices.Sort(list)
	return list
}

// most is the highest of a figure of memory, in megabytes.
func (e *entrant) most(of func(footprint) int64) float64 {
	return slices.Max(e.figures(func(u usage) float64 { return float64(of(u.memory)) })) / (1 << 20)
}

// ratios compares the requests of each round with another's, from low to high.
func (e *entrant) ratios(other *entrant) []float64 {
	list := make([]float64, len(e.rounds))
	for i, u := range e.rounds {
		list[i] = u.requests / other.rounds[i].requests
	}
	slices.Sort(list)
	return list
}

// times are those of all requests, from short to long.
func (e *entrant) times() (list []time.Duration) {
	for _, u := range e.rounds {
		list = append(list, u.times...)
	}
	slices.Sort(list)
	return list
}

// part is the time within which a part of the requests was answered.
func part(sorted []time.Duration, share float64) time.Duration {
	return sorted[int(share*float64(len(sorted)-1))]
}

// middle is the median of a sorted list.
func middle(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// short writes a duration in milliseconds.
func short(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms >= 100 {
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.2f ms", ms)
}
