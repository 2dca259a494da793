package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// The mutators, which are those of most tools: another comparison, the contrary of a
// condition, the other logical and arithmetic operator, and an error that is not returned.

// boundaries has for each comparison the one that differs in equal values.
var boundaries = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR}

// contraries has for each comparison its contrary.
var contraries = map[token.Token]token.Token{token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR}

var arithmetic = map[token.Token]token.Token{token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL}

// helpers has the function of the switch that computes an operation or its mutant.
var helpers = map[token.Token]string{token.LSS: "mutantLess", token.LEQ: "mutantLessEqual", token.GTR: "mutantMore", token.GEQ: "mutantMoreEqual",
	token.ADD: "mutantAdd", token.SUB: "mutantSubtract", token.MUL: "mutantMultiply", token.QUO: "mutantDivide", token.REM: "mutantRemainder"}

// walk finds the mutants below a node.
func (m *mutator) walk(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			m.binary(n)
			return false
		case *ast.IfStmt:
			m.statement(n.Init)
			m.condition(n.Cond)
			m.walk(n.Body)
			if n.Else != nil {
				m.walk(n.Else)
			}
			return false
		case *ast.SwitchStmt:
			m.choice(n)
			return false
		case *ast.UnaryExpr:
			if n.Op == token.NOT {
				m.condition(n.X)
				return false
			}
		case *ast.ReturnStmt:
			m.returned(n)
			return false
		case *ast.IncDecStmt:
			return true
		case *ast.GenDecl:
			return n.Tok != token.CONST
		}
		return true
	})
}

func (m *mutator) statement(s ast.Stmt) {
	if s != nil {
		m.walk(s)
	}
}

// choice walks a switch. The cases of one without a value are conditions.
func (m *mutator) choice(s *ast.SwitchStmt) {
	m.statement(s.Init)
	if s.Tag != nil {
		m.walk(s.Tag)
	}
	for _, clause := range s.Body.List {
		c, _ := clause.(*ast.CaseClause)
		for _, e := range c.List {
			if s.Tag == nil {
				m.condition(e)
			} else {
				m.walk(e)
			}
		}
		for _, inner := range c.Body {
			m.walk(inner)
		}
	}
}

// condition wraps a truth value that is no comparison: the mutant is its contrary. The
// operators are their own mutants.
func (m *mutator) condition(e ast.Expr) {
	inner := ast.Unparen(e)
	_, binary := inner.(*ast.BinaryExpr)
	if not, is := inner.(*ast.UnaryExpr); binary || is && not.Op == token.NOT {
		m.walk(e)
		return
	}
	m.contrary(e, fmt.Sprintf("%s -> !%s", m.text(e), m.text(e)), func() { m.walk(e) })
}

// contrary wraps a truth value.
func (m *mutator) contrary(e ast.Expr, change string, inside func()) {
	if t := m.info.Types[e]; t.Type == nil || !isBool(t.Type) {
		inside()
		return
	}
	n := m.add(e.Pos(), change)
	m.open(e.Pos(), "((")
	inside()
	m.close(e.End(), fmt.Sprintf(") != mutant(%d))", n))
}

// binary wraps an operation.
func (m *mutator) binary(e *ast.BinaryExpr) {
	walk := func() { m.walk(e.X); m.walk(e.Y) }
	t := m.info.Types[e]
	change := func(op token.Token) string {
		return fmt.Sprintf("%s %s %s -> %[1]s %[4]s %[3]s", m.text(e.X), e.Op, m.text(e.Y), op)
	}
	switch {
	case t.Value != nil: // a constant
		return
	case e.Op == token.LAND || e.Op == token.LOR:
		m.logical(e)
	case contraries[e.Op] != 0:
		m.contrary(e, change(contraries[e.Op]), func() {
			if boundaries[e.Op] == 0 {
				walk()
				return
			}
			m.call(e, change(boundaries[e.Op]))
		})
	case arithmetic[e.Op] != 0 && isNumber(t.Type):
		m.call(e, change(arithmetic[e.Op]))
	default:
		walk()
	}
}

// call turns an operation into the call of a helper.
func (m *mutator) call(e *ast.BinaryExpr, change string) {
	n := m.add(e.OpPos, change)
	m.open(e.Pos(), fmt.Sprintf("%s(%d, ", helpers[e.Op], n))
	m.walk(e.X)
	m.replace(e.OpPos, e.Op.String(), ",")
	m.walk(e.Y)
	m.close(e.End(), ")")
}

// logical wraps an operation whose second operand is computed only if it is needed.
func (m *mutator) logical(e *ast.BinaryExpr) {
	helper, other := "mutantAnd", token.LOR
	if e.Op == token.LOR {
		helper, other = "mutantOr", token.LAND
	}
	n := m.add(e.OpPos, fmt.Sprintf("%s %s %s -> %[1]s %[4]s %[3]s", m.text(e.X), e.Op, m.text(e.Y), other))
	m.open(e.Pos(), fmt.Sprintf("%s(%d, bool(", helper, n))
	m.condition(e.X)
	m.replace(e.OpPos, e.Op.String(), "), func() bool { return bool(")
	m.condition(e.Y)
	m.close(e.End(), ") })")
}

// returned wraps the results of a function: the mutant of a truth value is its contrary,
// the mutant of an error that is made is none.
func (m *mutator) returned(r *ast.ReturnStmt) {
	for n, result := range r.Results {
		t := m.info.Types[result].Type
		switch {
		case t != nil && isBool(t):
			m.condition(result)
		case n == len(r.Results)-1 && isError(t):
			number := m.add(result.Pos(), fmt.Sprintf("return %s -> return nil", m.text(result)))
			m.open(result.Pos(), fmt.Sprintf("mutantError(%d, ", number))
			m.walk(result)
			m.close(result.End(), ")")
		default:
			m.walk(result)
		}
	}
}

func isBool(t types.Type) bool {
	basic, is := t.(*types.Basic)
	return is && basic.Info()&types.IsBoolean != 0
}

func isNumber(t types.Type) bool {
	basic, is := t.Underlying().(*types.Basic)
	return is && basic.Info()&types.IsNumeric != 0
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}
