package start

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/rowankit/rowan/bench/measure"
)

// Report is what a run found. It is made by Run.
type Report struct{ options Options }

// Write writes the tables as Markdown.
func (r *Report) Write(w io.Writer) error {
	opens := measure.Table{
		Title: "Start-up on SQLite", Words: 1,
		Columns: []string{"program", "with a new file", "with its tables", "heap in use", "most memory"},
		Note: fmt.Sprintf(`Medians of %d runs each, in a process of its own. What is timed is opening the file and creating the tables: in a new
file, and where they are already. Rowan compares tables that exist with their models, ent and GORM look what they lack, and
CREATE TABLE IF NOT EXISTS by hand compares nothing. Memory is that of the runs that find the tables: Go's heap after a
collection, and the most that the system saw of the process, its program text included.`, r.options.Rounds),
	}
	builds := measure.Table{
		Title: "Compiling a program", Words: 1,
		Columns: []string{"program", "generating code", "compiling, CPU", "time", "most memory", "size"},
		Note: fmt.Sprintf(`The least of %d builds by go build, with the libraries compiled and all packages of the program not, linking included.
Each model has six or seven columns and is inserted, filtered and read by code of its own; there are %d in a package, except
for ent, which has its own way. The memory is that of the largest of the commands. Rowan's connect links SQLite, PostgreSQL
and MariaDB; the others link SQLite alone, in C, which is compiled with the libraries.`, len(r.options.Cases[0].built), grouped),
	}
	for i := range r.options.Cases {
		c := &r.options.Cases[i]
		opens.Add(c.Name(), milliseconds(median(c.first, opened.time)), milliseconds(median(c.opened, opened.time)),
			megabytes(median(c.opened, opened.inUse)), megabytes(median(c.opened, opened.most)))
		b := slices.MinFunc(c.built, func(a, b built) int { return cmp.Compare(a.compile.cpu, b.compile.cpu) })
		generated := ""
		if c.kind.schema != "" {
			generated = seconds(b.generated.wall)
		}
		builds.Add(c.Name(), generated, seconds(b.compile.cpu), seconds(b.compile.wall), megabytes(b.compile.memory), megabytes(b.size))
	}
	if err := opens.Write(w); err != nil {
		return err
	}
	return builds.Write(w)
}

func (o opened) time() time.Duration { return o.took }
func (o opened) inUse() int64        { return o.heap }
func (o opened) most() int64         { return o.highest }

func median[N cmp.Ordered](list []opened, figure func(opened) N) N {
	sorted := make([]N, len(list))
	for i, o := range list {
		sorted[i] = figure(o)
	}
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
func seconds(d time.Duration) string      { return fmt.Sprintf("%.2f s", d.Seconds()) }
func megabytes(n int64) string            { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
