package archtest

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// unfinished matches the words that mark work put off. Work put off belongs on the issue tracker.
var unfinished = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"}, "|") + `)\b`)

// Words returns every line of the tree's text files, in all its modules, that holds a word marking work put off.
// It skips what git does not track (.git, bin, instance folders), what fuzzing found, and files with a NUL byte.
func Words(tree fs.FS) ([]Breach, error) {
	var breaches []Breach
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if untracked(name) {
				return fs.SkipDir
			}
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			return err
		}
		breaches = append(breaches, unfinishedLines(name, text)...)
		return nil
	})
	return inOrder(breaches), err
}

// untracked reports whether a folder holds nothing that Words is about.
func untracked(folder string) bool {
	switch path.Base(folder) {
	case ".git", "bin", "instance":
		return true
	case "fuzz":
		return path.Base(path.Dir(folder)) == "testdata"
	}
	return false
}

// unfinishedLines returns a breach per line of a text that holds such a word.
func unfinishedLines(name string, text []byte) []Breach {
	var breaches []Breach
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if word := unfinished.Find(line); word != nil {
			breaches = append(breaches, Breach{name, number, string(word) + ": finish it, or file an issue and leave it out"})
		}
	}
	return breaches
}
