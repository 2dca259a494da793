package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// prerequisite is a program that must already be installed, with a command that checks
// for it and advice for installing it.
type prerequisite struct {
	name   string
	probe  []string
	proof  string // what the command's output must contain; "" = its success is enough
	advice string
}

// The prerequisites by purpose. Go is not listed, because this program needed it already.
var (
	upPrerequisites = []prerequisite{
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
	testPrerequisites = []prerequisite{
		{
			"a JDK, 17 or later",
			[]string{"java", "--list-modules"},
			"jdk.compiler",
			"install a JDK, 17 or later (Debian, Ubuntu: apt install default-jdk-headless; macOS: brew install openjdk); a JRE is not enough, because the tests start DynamoDB Local from a Java source file",
		},
	}
	fuzzingPrerequisites = []prerequisite{
		{
			"Python 3.11 or later",
			[]string{"python3", "-c", "import sys; print(sys.version_info >= (3, 11))"},
			"True",
			"install Python 3.11 or later, which the end-to-end tests' fuzzer needs",
		},
	}
)

// checkPrerequisites checks all prerequisites and returns one error for all missing ones.
func checkPrerequisites(ctx context.Context, log io.Writer, prerequisites []prerequisite) error {
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
