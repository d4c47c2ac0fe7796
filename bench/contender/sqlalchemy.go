package contender

import (
	"bytes"
	"context"
	_ "embed" // the program in Python
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/rowankit/rowan/bench/python"
	"github.com/rowankit/rowan/bench/workload"
)

//go:embed sqlalchemy/program.py
var sqlalchemySource string

// sqlalchemyModules are what the program needs, SQLAlchemy's compiled extensions among them, and the driver of an engine.
var sqlalchemyModules = map[string]string{sqlite.Name: "", postgres.Name: ", psycopg2", mariaDB.Name: ", MySQLdb"}

// findSQLAlchemy looks once for each engine, and says what is missing.
var findSQLAlchemy = sync.OnceValue(func() map[string]string {
	found := make(map[string]string)
	for engine, driver := range sqlalchemyModules {
		path, err := python.Find(context.Background(), "sqlalchemy.cprocessors"+driver)
		if err != nil {
			fmt.Fprintf(os.Stderr, "contender: SQLAlchemy is left out on %s: %v\n", engine, err)
			continue
		}
		found[engine] = path
	}
	return found
})

// sqlalchemyOn is SQLAlchemy's ORM, where this machine has it.
func sqlalchemyOn(e Engine) []Contender {
	path, ok := findSQLAlchemy()[e.Name]
	if !ok {
		return nil
	}
	return []Contender{{Name: "SQLAlchemy", Engine: e, Open: func(_ context.Context, source string) (*workload.Program, error) {
		p, err := startSQLAlchemy(path, e.URL(source))
		if err != nil {
			return nil, err
		}
		return &workload.Program{Alone: p.alone, Close: p.close}, nil
	}}}
}

// sqlalchemyProgram is the process that does the work; its source says what it is told.
type sqlalchemyProgram struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *json.Decoder
	errors bytes.Buffer
	told   bool // it has the data
}

// startSQLAlchemy starts the process, which ends when nobody can tell it anything any more.
func startSQLAlchemy(path, url string) (*sqlalchemyProgram, error) {
	p := &sqlalchemyProgram{cmd: exec.Command(path, "-c", sqlalchemySource, url)}
	p.cmd.Stderr = &p.errors
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = json.NewDecoder(out)
	return p, p.cmd.Start()
}

// alone has the process run operations of a workload, see workload.Program.
func (p *sqlalchemyProgram) alone(_ context.Context, name string, n int, d workload.Data) (cpu, wall time.Duration, err error) {
	if !p.told {
		p.told = true
		err = json.NewEncoder(p.in).Encode(map[string]any{"models": d.Models, "predictions": d.Predictions, "filters": workload.Filters()})
	}
	if err == nil {
		_, err = fmt.Fprintf(p.in, "%s %d\n", name, n)
	}
	var took struct{ CPU, Wall float64 } // seconds
	if err == nil {
		err = p.out.Decode(&took)
	}
	if err != nil { // it has ended, and has said why
		return 0, 0, errors.Join(err, p.in.Close(), p.cmd.Wait(), errors.New(p.errors.String()))
	}
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	return seconds(took.CPU), seconds(took.Wall), nil
}

func (p *sqlalchemyProgram) close() error {
	if p.cmd.ProcessState != nil { // alone has seen it end
		return nil
	}
	return errors.Join(p.in.Close(), p.cmd.Wait())
}
