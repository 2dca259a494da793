package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// mutant is one change of the code. What it is called does not depend on lines, so that an
// explanation stays with it when the code around it changes.
type mutant struct {
	number int
	file   string
	line   int
	in     string // the function
	change string // before -> after
}

// name returns what survivors.txt calls the mutant. Several mutants of a function may have
// one name, if the same code is in it several times.
func (m mutant) name() string { return m.file + " " + m.in + ": " + m.change }

func (m mutant) String() string { return fmt.Sprintf("%s:%d %s: %s", m.file, m.line, m.in, m.change) }

// edit replaces a part of a file.
type edit struct {
	from, to int // offsets
	text     string
	closing  bool // ends what another edit has begun
}

// mutator finds the mutants of a file. Each visit wraps an expression or a statement in a
// call that behaves as the mutant while that is switched on.
type mutator struct {
	*source
	path    string
	file    *token.File
	in      string
	next    int
	mutants []mutant
	edits   []edit
}

// mutate returns the mutants of a file, numbered from first, and its text with all of
// them.
func (s *source) mutate(path string, first int) ([]mutant, []byte) {
	m := &mutator{source: s, path: path, file: s.set.File(s.files[path].Pos()), next: first}
	for _, declaration := range s.files[path].Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Body != nil {
				m.in = nameOf(d)
				m.walk(d.Body)
			}
		case *ast.GenDecl:
			if d.Tok == token.VAR {
				m.in = "var"
				m.walk(d)
			}
		}
	}
	return m.mutants, apply(s.texts[path], m.edits)
}

// nameOf returns the name of a function, with the type of its receiver.
func nameOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	if star, is := t.(*ast.StarExpr); is {
		t = star.X
	}
	if generic, is := t.(*ast.IndexExpr); is {
		t = generic.X
	}
	return types.ExprString(t) + "." + d.Name.Name
}

// apply carries out edits. Where two are at one place, the inner one closes first, and the
// outer one opens first: walk finds them in this order.
func apply(text []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int {
		if a.from != b.from {
			return cmp.Compare(a.from, b.from)
		}
		return cmp.Compare(rank(a), rank(b))
	})
	var out strings.Builder
	at := 0
	for _, e := range edits {
		out.Write(text[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.Write(text[at:])
	return []byte(out.String())
}

func rank(e edit) int {
	if e.closing {
		return 0
	}
	return 1
}

// add numbers a mutant.
func (m *mutator) add(at token.Pos, change string) int {
	m.mutants = append(m.mutants, mutant{m.next, m.path, m.file.Line(at), m.in, change})
	m.next++
	return m.mutants[len(m.mutants)-1].number
}

func (m *mutator) open(at token.Pos, text string) {
	m.edits = append(m.edits, edit{from: m.file.Offset(at), to: m.file.Offset(at), text: text})
}

func (m *mutator) close(at token.Pos, text string) {
	m.edits = append(m.edits, edit{from: m.file.Offset(at), to: m.file.Offset(at), text: text, closing: true})
}

func (m *mutator) replace(at token.Pos, old, text string) {
	m.edits = append(m.edits, edit{from: m.file.Offset(at), to: m.file.Offset(at) + len(old), text: text})
}

// longest is how much of the code of a node a mutant's name repeats, in octets.
const longest = 100

// text returns the code of a node on one line, or the beginning of it.
func (m *mutator) text(n ast.Node) string {
	code := string(m.texts[m.path][m.file.Offset(n.Pos()):m.file.Offset(n.End())])
	line := strings.Join(strings.Fields(code), " ")
	if len(line) <= longest {
		return line
	}
	return strings.ToValidUTF8(line[:longest], "") + "..."
}
