package main

import (
	"slices"
	"strings"
	"time"
)

// subject is a package whose code is changed.
type subject struct {
	dir       string   // below the root of the module
	tests     []string // the packages with the tests that shall kill its mutants
	arguments []string // of the tests of the package itself
	// skipped matches tests that kill no mutant that another test does not kill, and would
	// take most of the time.
	skipped string
	// failures matches the tests that make calls fail. They run first for a mutant that drops an
	// error.
	failures string
	// enough is how long the tests run that try to kill one mutant: each has taken its share of
	// that without a mutant. 0 means that all run.
	enough time.Duration
	// database says that the tests need DynamoDB Local. One serves all of them.
	database bool
	// named says that the package is mutated only if -only names it: its tests take long.
	named bool
	// unreviewed says that the survivors are printed and counted, and do not fail the run:
	// tests or explanations for all of them are still to be written.
	unreviewed bool
}

// reviewed reports whether a survivor in a file must be explained.
func reviewed(file string) bool {
	return !slices.ContainsFunc(subjects, func(s subject) bool { return s.unreviewed && strings.HasPrefix(file, s.dir+"/") })
}

// onlyNamed reports whether a whole run leaves out a file.
func onlyNamed(file string) bool {
	return slices.ContainsFunc(subjects, func(s subject) bool { return s.named && strings.HasPrefix(file, s.dir+"/") })
}

// stores matches the tests of the store in memory, which reach no use case.
const stores = `^TestStore$`

// played makes the tests that search with another seed in every run search with one.
var played = []string{"-seed", "1"}

// handlers are the functions whose tests drive the use cases through the API and the operator's
// actions, on the store in memory.
var handlers = []string{"functions/accept", "functions/decide", "functions/edit-access", "functions/invite", "functions/list-permissions",
	"functions/operator", "functions/organisations", "functions/remove-access"}

var subjects = []subject{
	{dir: "shared/access", tests: append([]string{"shared/access", "shared/memory"}, handlers...), arguments: played, skipped: stores},
	{dir: "shared/delivery", tests: []string{"shared/delivery", "functions/deliver", "functions/delivery-status"}, skipped: stores},
	{dir: "shared/idempotency", tests: []string{"shared/idempotency", "shared/memory"}},
	{dir: "shared/api", tests: []string{"shared/api", "functions/accept", "functions/decide", "functions/list-permissions", "functions/organisations"}},
	{dir: "shared/dynamo", tests: []string{"shared/dynamo"}, database: true, unreviewed: true, named: true,
		failures: `WithoutAnAnswer`,
		skipped: `Faults|Growth|Crowd|Linear|Race|Cost|Conflict|ImportOfAFile|UseCases|LastAdministrator|TokenIsNot|OneAcceptance|` +
			`ManyAuthorities|WhileOthers|AreFound|GivesUp|^TestStoreOnDynamoDB$/^(races|calls|pairs)$|Histor`, enough: time.Minute},
}
