package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// line is a line of a file. Empty lines are left out.
type line struct {
	number int // counted from 1
	text   string
	fields lineFields
}

// lineFields are the fields by which lines refer to each other. The operator function
// judges them, so a line without them is one too.
type lineFields struct {
	Kind         string   `json:"kind"`
	ID           string   `json:"id"`
	Parent       string   `json:"parent"`
	Organisation string   `json:"organisation"`
	Account      string   `json:"account"`
	Issuer       string   `json:"issuer"`
	Subject      string   `json:"subject"`
	Email        string   `json:"email"`
	Roles        []string `json:"roles"`
}

// readLines returns the lines of a file.
func readLines(path string) ([]line, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lines []line
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // the byte order mark of some editors
	for n, text := range strings.Split(string(content), "\n") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if len(text) > bytesInCall {
			return nil, fmt.Errorf("line %d of %s is longer than 1 MB", n+1, path)
		}
		l := line{number: n + 1, text: strings.ToValidUTF8(text, "\ufffd")}
		_ = json.Unmarshal([]byte(text), &l.fields)
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("%s has no lines", path)
	}
	return lines, nil
}

// acceptedLines are the lines that were not refused, by what later lines may refer to.
type acceptedLines struct {
	byKey          map[string][]line
	newAtTheTop    map[string]bool // ids of organisations
	administrators map[string]bool // ids of organisations that have one
}

func newAcceptedLines() acceptedLines {
	return acceptedLines{map[string][]line{}, map[string]bool{}, map[string]bool{}}
}

// add adds a line. It is new if it has created something.
func (a acceptedLines) add(l line, isNew bool) {
	f := l.fields
	for _, key := range f.keys() {
		a.byKey[key] = append(a.byKey[key], l)
	}
	switch {
	case f.Kind == "organisation" && f.Parent == "" && isNew:
		a.newAtTheTop[f.ID] = true
	case f.Kind == "member" && f.Account == "" && slices.ContainsFunc(f.Roles, administersOrganisation):
		a.administrators[f.Organisation] = true
	}
}

func administersOrganisation(role string) bool {
	return role == "organisation-admin" || role == "partner-organisation-admin"
}

// withoutAdministrator returns the ids of the new organisations at the top that have no
// administrator.
func (a acceptedLines) withoutAdministrator() []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(a.newAtTheTop)) {
		if !a.administrators[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// context returns the accepted lines to which some lines refer, in the order of the file.
func (a acceptedLines) context(of []line) []line {
	found := map[int]line{}
	var visit func(f lineFields)
	visit = func(f lineFields) {
		for _, key := range slices.Concat(f.keys(), f.references()) {
			for _, other := range a.byKey[key] {
				if _, seen := found[other.number]; !seen {
					found[other.number] = other
					visit(other.fields)
				}
			}
		}
	}
	for _, l := range of {
		visit(l.fields)
	}
	return slices.SortedFunc(maps.Values(found), func(x, y line) int { return cmp.Compare(x.number, y.number) })
}

// keys returns what a line is about.
func (f lineFields) keys() []string {
	switch f.Kind {
	case "organisation":
		return []string{"organisation " + f.ID}
	case "account":
		return []string{"account " + f.Organisation + " " + f.ID}
	}
	keys := []string{"address " + strings.ToLower(f.Email)}
	if f.Subject != "" {
		keys = append(keys, "identity "+f.Issuer+" "+f.Subject)
	}
	return keys
}

// references returns the keys of the lines that a line needs.
func (f lineFields) references() []string {
	if f.Kind == "organisation" {
		return []string{"organisation " + f.Parent}
	}
	return []string{"organisation " + f.Organisation, "account " + f.Organisation + " " + f.Account}
}
