package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"io"
	"os"
	"path/filepath"
)

// The pinned tools and their directories. Nothing is installed outside the repository,
// and a tool is installed again only when its pins change.
const (
	virtualEnvironment = ".local/venv"
	emulatorProgram    = virtualEnvironment + "/bin/ministack"
	nodeDirectory      = ".local/node" // the dot keeps Go's ./... out of the CDK's template files, some of which are Go
	cdkProgram         = nodeDirectory + "/node_modules/.bin/cdk"
	fuzzEnvironment    = ".local/fuzz"
	fuzzProgram        = fuzzEnvironment + "/bin/schemathesis"
	lintEnvironment    = ".local/lint-venv"
)

func tools(ctx context.Context, flags *flag.FlagSet, args []string) error {
	tests := flags.Bool("tests", false, "also install and check what only the tests need")
	linters := flags.Bool("linters", false, "install only the linters of the templates, in "+lintEnvironment)
	if err := flags.Parse(args); err != nil {
		return err
	}
	s := steps{os.Stdout, home.logs()}
	if *linters {
		return s.do("install the linters of templates", registryAdvice, func(log io.Writer) error {
			return installPython(ctx, log, lintEnvironment, "infra/tools/lint-requirements.txt")
		})
	}
	if *tests {
		if err := s.do("check for Java", "", func(log io.Writer) error { return checkPrerequisites(ctx, log, testPrerequisites) }); err != nil {
			return err
		}
		if err := installFuzzer(ctx, s); err != nil {
			return err
		}
		if _, err := provideBrowsers(ctx, s, chromium, headlessShell); err != nil {
			return err
		}
	}
	return installTools(ctx, s)
}

// registryAdvice is the advice for a failed installation.
const registryAdvice = "check that the package registry is reachable (a proxy? a mirror in the configuration of pip or npm?) and try again"

func installTools(ctx context.Context, s steps) error {
	if err := s.do("check for Python, Node and npm", "", func(log io.Writer) error { return checkPrerequisites(ctx, log, upPrerequisites) }); err != nil {
		return err
	}
	err := s.do("install the emulator", registryAdvice, func(log io.Writer) error {
		return installPython(ctx, log, virtualEnvironment, "infra/local/requirements.txt")
	})
	if err != nil {
		return err
	}
	return installNode(ctx, s)
}

// installFuzzer installs the fuzzer of the end-to-end tests.
func installFuzzer(ctx context.Context, s steps) error {
	return s.do("install the fuzzer", registryAdvice, func(log io.Writer) error {
		if err := checkPrerequisites(ctx, log, fuzzingPrerequisites); err != nil {
			return err
		}
		return installPython(ctx, log, fuzzEnvironment, "infra/local/fuzz-requirements.txt")
	})
}

func installPython(ctx context.Context, log io.Writer, environment, requirements string) error {
	return installOnce(environment, []string{requirements}, func() error {
		if err := execute(ctx, log, ".", nil, "python3", "-m", "venv", "--clear", environment); err != nil {
			return err
		}
		return execute(ctx, log, ".", nil, environment+"/bin/python", "-m", "pip", "install",
			"--disable-pip-version-check", "--no-input", "--progress-bar=off",
			"--no-compile", // Python compiles only what it uses, which is little
			"--require-hashes", "--only-binary=:all:", "--requirement", requirements)
	})
}

func installNode(ctx context.Context, s steps) error {
	return s.do("install the npm packages", registryAdvice, func(log io.Writer) error {
		pins := []string{"infra/local/package.json", "infra/local/package-lock.json"}
		return installOnce(nodeDirectory, pins, func() error {
			for _, pin := range pins {
				if err := copyInto(nodeDirectory, pin); err != nil {
					return err
				}
			}
			return npmCleanInstall(ctx, log, nodeDirectory)
		})
	})
}

// npmCleanInstall installs exactly the locked versions. Install scripts are off, because
// no package needs one.
func npmCleanInstall(ctx context.Context, log io.Writer, dir string) error {
	return execute(ctx, log, dir, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
}

func copyInto(dir, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, filepath.Base(path)), content, 0o644)
}

// installOnce runs install unless dir was already installed from the same pins. The mark is
// written last, so an interrupted installation is repeated.
func installOnce(dir string, pins []string, install func() error) error {
	hash := sha256.New()
	for _, pin := range pins {
		content, err := os.ReadFile(pin)
		if err != nil {
			return err
		}
		hash.Write(content)
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	mark := filepath.Join(dir, ".installed")
	if installed, err := os.ReadFile(mark); err == nil && string(installed) == sum {
		return nil
	}
	if err := install(); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte(sum), 0o644)
}
