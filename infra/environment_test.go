package main

import (
	"go/ast"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"admit/shared/setting"
)

// A function reads the settings that name it as a reader, and no others. The
// test finds what it reads in its source.
func TestFunctionsReadTheSettingsThatNameThem(t *testing.T) {
	variables := declaredSettings(t)
	for _, name := range directoriesOfFunctions(t) {
		want := variablesReadBy(name)
		if got := settingsRead(t, filepath.Join("../functions", name), variables); !slices.Equal(got, want) {
			t.Errorf("%s reads %v, and the list of settings says %v", name, got, want)
		}
	}
}

// variablesReadBy returns the variables of the settings that name a function as a
// reader, sorted.
func variablesReadBy(function string) []string {
	var variables []string
	for _, s := range setting.ReadBy(function) {
		variables = append(variables, s.Variable)
	}
	slices.Sort(variables)
	return variables
}

// What the Lambda runtime sets is read by boot, for every function.
func TestBootReadsTheSettingsOfLambda(t *testing.T) {
	var want []string
	for _, s := range setting.All() {
		if s.ByLambda {
			want = append(want, s.Variable)
		}
		if s.ByLambda != (s.Readers == nil) {
			t.Errorf("%s has the readers %v", s.Variable, s.Readers)
		}
	}
	slices.Sort(want)
	if got := settingsRead(t, "../shared/boot", declaredSettings(t)); !slices.Equal(got, want) {
		t.Errorf("boot reads %v, and Lambda sets %v", got, want)
	}
}

// The production template has every optional setting, the development template none.
func TestStackSetsTheSettingsOfEachFunction(t *testing.T) {
	for _, c := range []struct {
		synth    func() (template, error)
		optional bool
	}{{production, true}, {development, false}, {existingPool, false}, {externalIssuer, false}} {
		functions := synthesised(t, c.synth).all(lambdaFunction)
		for _, name := range directoriesOfFunctions(t) {
			function, there := functions[constructID(name)+"Function"]
			if !there { // TestEveryFunctionIsInTheStack says which must be
				continue
			}
			var want []string
			for _, s := range setting.ReadBy(name) {
				if c.optional || !s.Optional {
					want = append(want, s.Variable)
				}
			}
			for _, v := range setting.Runtime() {
				want = append(want, v.Name)
			}
			slices.Sort(want)
			got := slices.Sorted(maps.Keys(variablesOf(function)))
			if !slices.Equal(got, want) {
				t.Errorf("%s has the variables %v, want %v", name, got, want)
			}
		}
	}
}

// A function accepts what the stack sets. What CloudFormation fills in is taken
// to be a word.
func TestFunctionsAcceptWhatTheStackSets(t *testing.T) {
	for _, synth := range []func() (template, error){production, development, existingPool, externalIssuer} {
		all := map[string]string{}
		for _, f := range synthesised(t, synth).all(lambdaFunction) {
			for variable, value := range variablesOf(f) {
				value := strings.ReplaceAll(text(value), "${Api.ApiEndpoint}", "https://api.example")
				all[variable] = filledIn.ReplaceAllString(value, "x")
			}
		}
		// The URL of a queue is all CloudFormation's.
		all[setting.MailDeadLetterQueueURL.Variable] = setting.MailDeadLetterQueueURL.Example
		all[setting.EventDeadLetterQueueURL.Variable] = setting.EventDeadLetterQueueURL.Example
		env := &setting.Environment{Lookup: func(variable string) string { return all[variable] }}
		getAll(env)
		for _, problem := range env.Problems {
			t.Errorf("%s: %s", problem.Variable, problem.Problem)
		}
	}
}

var filledIn = regexp.MustCompile(`\$\{[^}]*\}`)

// getAll gets every setting that the stack sets.
func getAll(env *setting.Environment) {
	setting.Table.Get(env)
	setting.CursorSecret.Get(env)
	setting.Limits.Get(env)
	setting.Identity.Get(env)
	setting.PageSignIn.Get(env)
	setting.Addresses.Get(env)
	setting.ContinueURL.Get(env)
	setting.ReturnOrigins.Get(env)
	setting.BaseURL.Get(env)
	setting.Sender.Get(env)
	setting.ConfigurationSet.Get(env)
	setting.Locale.Get(env)
	setting.MailDeadLetterQueueURL.Get(env)
	setting.EventBus.Get(env)
	setting.EventDeadLetterQueueURL.Get(env)
}

func TestASettingWithoutValueOrReaderIsRefused(t *testing.T) {
	err := checkSet(map[string]*string{"ADMIT_TABLE": jsii.String("table")}, []function{{name: "invite"}})
	for want, there := range map[string]bool{
		"no value for ADMIT_LIMITS": true, "no value for ADMIT_TABLE": false, "no value for AWS_REGION": false,
		"ADMIT_TABLE is read by accept, which is not a function": true, "is read by invite": false,
	} {
		if err == nil || strings.Contains(err.Error(), want) != there {
			t.Errorf("%q: want %v in %v", want, there, err)
		}
	}
}

// variablesOf returns the environment variables of a function.
func variablesOf(function resource) map[string]any {
	environment, _ := function.Properties["Environment"].(map[string]any)
	variables, _ := environment["Variables"].(map[string]any)
	return variables
}

// declaredSettings returns the variable of each setting, by its name in Go.
func declaredSettings(t *testing.T) map[string]string {
	t.Helper()
	declared := map[string]string{}
	for _, file := range sources(t, token.NewFileSet(), "../shared/setting") {
		for _, declaration := range file.Decls {
			general, is := declaration.(*ast.GenDecl)
			if !is || general.Tok != token.VAR {
				continue
			}
			for _, spec := range general.Specs {
				value := spec.(*ast.ValueSpec)
				declared[value.Names[0].Name] = variableIn(t, value.Values[0])
			}
		}
	}
	var all []string
	for _, s := range setting.All() {
		all = append(all, s.Variable)
	}
	slices.Sort(all)
	if listed := slices.Sorted(maps.Values(declared)); !slices.Equal(listed, all) {
		t.Fatalf("declared are the settings %v, and All has %v", listed, all)
	}
	return declared
}

// variableIn returns the value of the field Variable in a literal.
func variableIn(t *testing.T, literal ast.Expr) (variable string) {
	t.Helper()
	ast.Inspect(literal, func(n ast.Node) bool {
		pair, is := n.(*ast.KeyValueExpr)
		if !is || pair.Key.(*ast.Ident).Name != "Variable" {
			return true
		}
		name, err := strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		variable = name
		return false
	})
	return variable
}

// settingsRead returns the sorted variables of the settings that the source of a
// package mentions.
func settingsRead(t *testing.T, directory string, declared map[string]string) []string {
	t.Helper()
	read := map[string]bool{}
	for _, file := range sources(t, token.NewFileSet(), directory) {
		ast.Inspect(file, func(n ast.Node) bool {
			selected, is := n.(*ast.SelectorExpr)
			if !is {
				return true
			}
			if of, is := selected.X.(*ast.Ident); is && of.Name == "setting" && declared[selected.Sel.Name] != "" {
				read[declared[selected.Sel.Name]] = true
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(read))
}
