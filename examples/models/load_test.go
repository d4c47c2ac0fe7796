package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// nobody looks on.
func nobody(string, int, float64) {}

// paper writes a file, and returns its path.
func paper(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// content is what the database has, one line for each model and each prediction.
func content(t testing.TB, db orm.Reader) (lines []string) {
	t.Helper()
	models, err := AllMetadata.All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[int64]string)
	for _, m := range models {
		version := "none"
		if m.Version != nil {
			version = *m.Version
		}
		names[m.ID] = m.Name
		lines = append(lines, fmt.Sprintf("%s %v %s", m.Name, m.Accuracy, version))
	}
	predictions, err := Predictions.All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range predictions {
		lines = append(lines, fmt.Sprintf("%s: %q %v", names[p.ModelID], p.InputData, p.Result))
	}
	return lines
}

func TestRealFilesAreAddedToWhatThereIs(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	if err := AllMetadata.Insert(t.Context(), db, &ModelMetadata{Name: "was there"}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		models, predictions, err := load(t.Context(), db.DB, "testdata/ml/models.csv", "testdata/ml/predictions.csv", nobody)
		if err != nil || models != 8 || predictions != 200 {
			t.Fatalf("got %d models, %d predictions, %v, want 8 and 200", models, predictions, err)
		}
	}
	all := content(t, db)
	if len(all) != 1+2*(8+200) {
		t.Errorf("got %d rows, want those of the files twice, and one", len(all))
	}
	want := map[string]int{
		"breast_cancer LogisticRegression 0.9473684210526315 sklearn-1.2.1": 2,
		`iris LogisticRegression: "[5.8, 4.0, 1.2, 0.2]" 0`:                 2,
		`wine DecisionTreeClassifier: "[5.8, 4.0, 1.2, 0.2]" 0`:             0,
	}
	got := make(map[string]int)
	for line := range want {
		got[line] = strings.Count(strings.Join(all, "\n")+"\n", line+"\n")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows, and how often they are there (-want +got):\n%s", diff)
	}
}

func TestAnyFileWithTheColumnsIsTaken(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	models := "\ufeffNAME,by, Accuracy ,id\r\n" + // a mark at the beginning, CRLF, an order and a case of its own, no version
		"\"zero, \"\"quoted\"\"\",x,0, b\r\n\r\n" +
		"one,x, 1e0,a\r\n"
	predictions := "result,model_id,input_data,label\n" +
		"-2.5,b,\"two\nlines\",x\n" +
		"+.5,a ,é,x" // no end of line
	if _, _, err := load(t.Context(), db.DB, paper(t, "models.csv", models), paper(t, "predictions.csv", predictions), nobody); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`zero, "quoted" 0 none`,
		`one 1 none`,
		`zero, "quoted": "two\nlines" -2.5`,
		`one: "é" 0.5`,
	}
	if diff := cmp.Diff(want, content(t, db)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestABadFileIsRefusedWithLineAndColumn(t *testing.T) {
	t.Parallel()
	const (
		head, row   = "id,name,accuracy,version\n", "1,one,0.5,v1\n"
		phead, prow = "model_id,input_data,result\n", "1,\"two\nlines\",1\n"
	)
	db, long := ormtest.Open(t, Models), strings.Repeat("é", 101)
	for _, c := range []struct{ name, models, predictions, want string }{
		{"an empty file", "", phead, "models.csv: is empty; its first line has to name the columns"},
		{"an empty second file", head + row, "", "predictions.csv: is empty; its first line has to name the columns"},
		{"a missing column", "id,name\n", phead, `models.csv:1:1: has no column "accuracy", only ["id" "name"]`},
		{"another separator", "id;name;accuracy\n", phead, `models.csv:1:1: has no column "id", only ["id;name;accuracy"]`},
		{"a column twice", "id,name,Name,accuracy\n", phead, `models.csv:1:1: has two columns "name"`},
		{"UTF-16", "\xff\xfei\x00d\x00\n\x00", phead, "models.csv:1:1: is not UTF-8; save it as CSV in UTF-8"},
		{"NaN", head + row + "2,two,NaN,\n", phead, `models.csv:3:7: accuracy must be a number such as 0.95, not "NaN"`},
		{"infinity", head + "2,two,inf,\n", phead, `models.csv:2:7: accuracy must be a number such as 0.95, not "inf"`},
		{"a comma", head + "2,two,\"0,5\",\n", phead, `models.csv:2:7: accuracy must be a number such as 0.95, not "0,5"`},
		{"an underscore", head + "2,two,1_0.5,\n", phead, `models.csv:2:7: accuracy must be a number such as 0.95, not "1_0.5"`},
		{"hexadecimal", head + "2,two,0x1p-2,\n", phead, `models.csv:2:7: accuracy must be a number such as 0.95, not "0x1p-2"`},
		{"digits of another script", head + "2,two,٠,\n", phead, `models.csv:2:7: accuracy must be a number such as 0.95, not "٠"`},
		{"no number", head + "2,two,,\n", phead, "models.csv:2:7: accuracy is required"},
		{"too large", head + "2,two,1e999,\n", phead, "models.csv:2:7: accuracy is too large a number"},
		{"out of range", head + row + "2,two,1.5,\n", phead, "models.csv:3:7: accuracy must be between 0 and 1"},
		{"over-long text", head + row + "2," + long + ",0.5,\n", phead, "models.csv:3:3: name must be at most 100 characters"},
		{"over-long text that may be absent", head + "2,two,0.5," + long + "\n", phead, "models.csv:2:11: version must be at most 20 characters"},
		{"no name", head + "2, ,0.5,\n", phead, "models.csv:2:3: name is required"},
		{"no id", head + ",two,0.5,\n", phead, "models.csv:2:1: id is required"},
		{"an id twice", head + row + row, phead, `models.csv:3:1: id "1" stands on an earlier line already`},
		{"no such model", head + row, phead + prow + "2,x,1\n", `predictions.csv:4:1: model_id "2" is no id of models.csv`},
		{"no result", head + row, phead + prow + "1,x,\n", "predictions.csv:4:5: result is required"},
		{"no input", head + row, phead + prow + "1,,1\n", "predictions.csv:4:3: input_data is required"},
		{"NUL", head + row, phead + prow + "1,\x00,1\n", "predictions.csv:4:3: input_data must not contain NUL characters"},
		{"no UTF-8", head + row, phead + prow + "1,\xff,1\n", "predictions.csv:4:3: input_data must be valid UTF-8 text"},
		{"too few columns", head + row, phead + prow + "1,x\n", "predictions.csv:4:1: has 2 columns, and the first line has 3"},
		{"a quote in the middle", head + row, phead + prow + "1,x\"y,1\n", `predictions.csv:4:4: bare " in non-quoted-field`},
		{"a quote that stays open", head + row, phead + "1,\"x,1\n", `predictions.csv:2:8: extraneous or missing " in quoted-field`},
		{
			"a quote that stays open for megabytes", head + row, phead + prow + "1,\"" + strings.Repeat("x,1\n", largestRow/2),
			"predictions.csv: after line 2: a row of more than 4 MB; is there a quote that is never closed?",
		},
		{
			"a bad row of the third batch", head + row, phead + strings.Repeat("1,x,1\n", 2*batchRows+500) + "1,,1\n" + strings.Repeat("1,x,1\n", 10),
			"predictions.csv:2502:3: input_data is required",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			models, predictions := paper(t, "models.csv", c.models), paper(t, "predictions.csv", c.predictions)
			_, _, err := load(t.Context(), db.DB, models, predictions, nobody)
			if err == nil {
				t.Fatalf("got no error, want %q", c.want)
			}
			got := strings.NewReplacer(filepath.Dir(models)+"/", "", filepath.Dir(predictions)+"/", "").Replace(err.Error())
			if want := "nothing was added: " + c.want; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if all := content(t, db); len(all) > 0 {
				t.Errorf("after the error the database has %q, want nothing", all)
			}
		})
	}
}

func TestWhatIsStoppedAddsNothing(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	ctx, cancel := context.WithCancel(t.Context())
	stop := func(path string, rows int, _ float64) {
		if filepath.Base(path) == "predictions.csv" && rows >= 2*batchRows {
			cancel()
		}
	}
	predictions := "model_id,input_data,result\n" + strings.Repeat("1,x,1\n", 5*batchRows)
	_, _, err := load(ctx, db.DB, paper(t, "models.csv", "id,name,accuracy\n1,one,1\n"), paper(t, "predictions.csv", predictions), stop)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was canceled", err)
	}
	if all := content(t, db); len(all) > 0 {
		t.Errorf("the database has %d rows, want none", len(all))
	}
}

// TestMemoryDoesNotGrowWithTheFile looks at what is alive when a third of a large file is stored and when all is: it
// does not run beside other tests.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	const rows = 90_000
	db := ormtest.Open(t, Models)
	var alive []uint64
	look := func(path string, n int, _ float64) {
		if filepath.Base(path) != "predictions.csv" || n%(rows/3) != 0 {
			return
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		alive = append(alive, m.HeapAlloc)
	}
	line := "1," + strings.Repeat("x", 300) + ",1\n"
	models, predictions := paper(t, "models.csv", "id,name,accuracy\n1,one,1\n"), paper(t, "predictions.csv", "model_id,input_data,result\n")
	f, err := os.OpenFile(predictions, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	for range rows {
		if _, err := f.WriteString(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, n, err := load(t.Context(), db.DB, models, predictions, look); err != nil || n != rows {
		t.Fatalf("got %d predictions, %v, want %d", n, err, rows)
	}
	const file = rows * 300
	if len(alive) < 3 || alive[len(alive)-1] > alive[0]+file/10 {
		t.Errorf("bytes alive after each third of a file of %d: got %v, want that they stay the same", file, alive)
	}
}

func TestTheTaskTakesTwoFiles(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	for _, args := range [][]string{nil, {"testdata/ml/models.csv"}, {"-db", "url"}, {"a.csv", "b.csv", "c.csv"}} {
		if err := loadTask(t.Context(), db.DB, args); err == nil || !strings.Contains(err.Error(), "id, name, accuracy") {
			t.Errorf("%q: got %v, want what it takes", args, err)
		}
	}
	if err := loadTask(t.Context(), db.DB, []string{"testdata/ml/models.csv", "testdata/ml/predictions.csv"}); err != nil {
		t.Fatal(err)
	}
	if n := len(content(t, db)); n != 208 {
		t.Errorf("got %d rows, want 208", n)
	}
}

func TestProgressIsForTerminals(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	none := newTerminal(f)
	none.show("x.csv", 1, 0.5)
	none.clear()
	if info, err := f.Stat(); err != nil || info.Size() > 0 {
		t.Errorf("into a file: got %d bytes, %v, want none", info.Size(), err)
	}
	var out strings.Builder
	line := &terminal{out: &out}
	line.show("x.csv", 1000, 0.25)
	line.show("x.csv", 2000, 0.5) // too soon
	line.next = line.next.Add(-1e9)
	line.show("pipe", 3000, -1)
	line.clear()
	if want := "\rx.csv: 1000 rows, 25 %\x1b[K\rpipe: 3000 rows\x1b[K\r\x1b[K"; out.String() != want {
		t.Errorf("on a terminal: got %q, want %q", out.String(), want)
	}
}

// FuzzSheet holds that any file is read to its end or refused with the place, without a panic.
func FuzzSheet(f *testing.F) {
	for _, text := range []string{
		"id,name,accuracy\n1,one,0.5\n", "\ufeffname,id,accuracy\r\n\"a\r\nb\",1,1\r\n", "id,name,accuracy\n1,\"one\n", "", "\n\n", "id\x00,name",
		"id,name,accuracy\n1,one\n", "accuracy,name,id,version\n1e400,x,1,\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := paper(t, "any.csv", text)
		s, err := openSheet(path, modelColumns, versionColumn)
		for err == nil {
			if err = s.next(); err != nil {
				break
			}
			for i := range s.columns {
				if p := s.place(i); p.line < s.line || p.column < 1 {
					t.Fatalf("the column %s stands at %+v, in a row that begins on line %d", s.columns[i], p, s.line)
				}
			}
			if _, err := s.number(2); err != nil && !strings.HasPrefix(err.Error(), path+":") {
				t.Fatalf("got %q, want a place", err)
			}
		}
		if s != nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
