// Package setting lists the environment variables that functions read. Only list.go
// names a variable: package boot reads the settings, the stack sets them, and
// docs/settings.md shows them.
package setting

import (
	"slices"
	"strings"
)

// Setting is an environment variable whose value has the type T.
type Setting[T any] struct {
	Definition
	parse func(text string) (T, error)
}

// Definition describes a setting to people and to the stack.
type Definition struct {
	Variable string   // name of the environment variable
	Meaning  string   // what the value is
	Form     string   // how the value is written
	Example  string   // a value that Get accepts
	Readers  []string // functions that read it; nil for every function
	ByLambda bool     // whether the Lambda runtime sets it; the stack sets the others
	Optional bool     // whether it may be missing
}

// ReadBy returns the settings that name a function as a reader.
func ReadBy(function string) []Definition {
	return slices.DeleteFunc(All(), func(d Definition) bool { return !slices.Contains(d.Readers, function) })
}

// Environment supplies the text of settings and collects their problems.
//
// It is a struct and not an interface, because the linker keeps every method of a
// type that is converted to an interface.
type Environment struct {
	Lookup   func(variable string) string // the value of a variable, or "" if it is not set
	Problems []Problem
}

// Problem says why a setting has no usable value.
type Problem struct {
	Variable string `json:"variable"`
	Meaning  string `json:"meaning"`
	Problem  string `json:"problem"`
}

// Get returns the value of the setting. White space around it is ignored. If the
// setting is missing or malformed, Get adds a [Problem] to the environment and
// returns the zero value. An optional setting may be missing.
func (s Setting[T]) Get(env *Environment) T {
	var none T
	text := strings.TrimSpace(env.Lookup(s.Variable))
	if text == "" {
		if !s.Optional {
			env.Problems = append(env.Problems, Problem{s.Variable, s.Meaning, "is missing"})
		}
		return none
	}
	value, err := s.parse(text)
	if err != nil {
		env.Problems = append(env.Problems, Problem{s.Variable, s.Meaning, err.Error()})
		return none
	}
	return value
}
