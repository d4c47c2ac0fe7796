package archtest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/archtest"
)

func TestDocs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tree files
		want []string
	}{
		"one doc": {
			tree: files{"a/a.go": "// Package a is one.\npackage a\n", "a/b.go": "package a\n", "a/a_test.go": "// Tests of a.\npackage a_test\n"},
		},
		"a build constraint is no doc": {
			tree: files{"a/a.go": "// Package a is one.\npackage a\n", "a/b.go": "//go:build linux\n\npackage a\n"},
		},
		"a program": {
			tree: files{"examples/shop/main.go": "// Command shop sells.\npackage main\n"},
		},
		"only tests": {
			tree: files{"a/a_test.go": "package a_test\n"},
		},
		"none": {
			tree: files{"a/a.go": "package a\n", "a/a_test.go": "// Package a is told where nobody looks.\npackage a_test\n"},
			want: []string{"a: no file has a package comment; exactly one must say what the package is"},
		},
		"two": {
			tree: files{"a/a.go": "// Package a is one.\npackage a\n", "a/b.go": "// Package a is two.\n// Or three.\npackage a\n"},
			want: []string{"a/b.go:3: a second package comment; a/a.go has one already"},
		},
		"another beginning": {
			tree: files{"a/a.go": "// This is a.\npackage a\n", "examples/shop/main.go": "// Package main sells.\npackage main\n"},
			want: []string{
				`a/a.go:2: the package comment must begin with "Package a "`,
				`examples/shop/main.go:2: the package comment must begin with "Command shop "`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			breaches, err := archtest.Docs(c.tree.fs())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, lines(breaches)); diff != "" {
				t.Errorf("%v, -want +got:\n%s", c.tree, diff)
			}
		})
	}
}

func TestExamples(t *testing.T) {
	t.Parallel()
	const (
		runs     = "package a_test\n\nimport \"fmt\"\n\nfunc Example() {\n\tfmt.Println(1)\n\t// Output: 1\n}\n"
		compiles = "package a_test\n\nfunc Example() {\n}\n"
		missing  = "low/example_test.go: package low needs an Example function here with an // Output: comment"
	)
	for name, c := range map[string]struct {
		tree files
		want []string
	}{
		"runs":                        {files{"low/a.go": "package low\n", "low/example_test.go": runs}, nil},
		"runs, printing nothing":      {files{"low/a.go": "package low\n", "low/example_test.go": "package low_test\n\nfunc Example() {\n\t// Output:\n}\n"}, nil},
		"no file":                     {files{"low/a.go": "package low\n"}, []string{missing}},
		"in another file":             {files{"low/a.go": "package low\n", "low/a_test.go": runs}, []string{missing}},
		"without output":              {files{"low/a.go": "package low\n", "low/example_test.go": compiles}, []string{missing}},
		"without output, for testing": {files{"helper/a.go": "package helper\n", "helper/example_test.go": compiles}, nil},
		"internal":                    {files{"hidden/internal/x/a.go": "package x\n"}, nil},
		"program":                     {files{"examples/shop/main.go": "package main\n"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := archtest.ParseTable(small)
			if err != nil {
				t.Fatal(err)
			}
			breaches, err := archtest.Examples(c.tree.fs(), table)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, lines(breaches)); diff != "" {
				t.Errorf("%v, -want +got:\n%s", c.tree, diff)
			}
		})
	}
}
