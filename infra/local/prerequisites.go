package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// prerequisite is a program that must be on the machine already, with the
// question that proves it fit and what to do about it when it is not.
type prerequisite struct {
	name   string
	probe  []string
	proof  string // what the answer must hold; "" = it is enough that it answers
	advice string
}

// Go itself is not among them: it runs this.
var (
	forUp = []prerequisite{
		{
			"Python 3.10 or later with venv",
			[]string{"python3", "-c", "import sys, venv, ensurepip; print(sys.version_info >= (3, 10))"},
			"True",
			"install Python 3.10 or later with its venv module (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)",
		},
		{
			"Node.js 20 or later",
			[]string{"node", "-p", "Number(process.versions.node.split('.')[0]) >= 20"},
			"true",
			"install Node.js 20 or later (Debian, Ubuntu: apt install nodejs npm; macOS: brew install node)",
		},
		{
			"npm",
			[]string{"npm", "--version"},
			"",
			"install npm (Debian, Ubuntu: apt install npm; elsewhere it comes with Node.js)",
		},
	}
	forTests = []prerequisite{
		{
			"a JDK, 17 or later",
			[]string{"java", "--list-modules"},
			"jdk.compiler",
			"install a JDK, 17 or later (Debian, Ubuntu: apt install default-jdk-headless; macOS: brew install openjdk); a JRE alone is not enough: the tests' DynamoDB Local is started from source",
		},
	}
	forFuzzing = []prerequisite{
		{
			"Python 3.11 or later",
			[]string{"python3", "-c", "import sys; print(sys.version_info >= (3, 11))"},
			"True",
			"install Python 3.11 or later, which the fuzzer of the end-to-end tests needs",
		},
	}
)

// check asks for all of them before it complains, so that one reading is enough.
func check(ctx context.Context, log io.Writer, prerequisites []prerequisite) error {
	var missing, advice []string
	for _, p := range prerequisites {
		answer, err := exec.CommandContext(ctx, p.probe[0], p.probe[1:]...).CombinedOutput()
		fmt.Fprintf(log, "%s: %s(%v)\n", p.name, answer, err)
		if err != nil || !strings.Contains(string(answer), p.proof) {
			missing = append(missing, p.name)
			advice = append(advice, p.advice)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return advise(errors.New("missing: "+strings.Join(missing, ", ")), "%s", strings.Join(advice, "\n            "))
}
