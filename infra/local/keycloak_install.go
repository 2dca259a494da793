package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Keycloak is an identity provider that is not Admit's. The tests of identity=issuer use
// it. It comes from Maven Central, pinned by its checksum, and runs on the JDK that the
// tests need anyway.
const (
	keycloakPin       = "infra/local/keycloak/keycloak.sha256"
	keycloakDirectory = ".local/keycloak"
	mavenCentral      = "https://repo.maven.apache.org/maven2/org/keycloak/keycloak-quarkus-dist"
)

// keycloakProgram starts Keycloak and changes its build.
func keycloakProgram() string { return filepath.Join(keycloakDirectory, "bin", "kc.sh") }

// installKeycloak downloads Keycloak, checks it, and builds it for an in-memory database.
func installKeycloak(ctx context.Context, s steps) error {
	return s.do("install Keycloak", "check that repo.maven.apache.org is reachable and try again", func(log io.Writer) error {
		if err := checkPrerequisites(ctx, log, testPrerequisites); err != nil {
			return err
		}
		return installOnce(keycloakDirectory, []string{keycloakPin}, func() error {
			if err := unpackKeycloak(ctx, log); err != nil {
				return err
			}
			return execute(ctx, log, ".", nil, keycloakProgram(), "build", "--db=dev-mem", "--cache=local")
		})
	})
}

func unpackKeycloak(ctx context.Context, log io.Writer) error {
	pin, err := os.ReadFile(keycloakPin)
	if err != nil {
		return err
	}
	sum, name, _ := strings.Cut(strings.TrimSpace(string(pin)), "  ")
	version := strings.TrimSuffix(strings.TrimPrefix(name, "keycloak-quarkus-dist-"), ".zip")
	archive, err := os.CreateTemp("", "keycloak")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(archive.Name()) }()
	defer archive.Close()
	address := mavenCentral + "/" + version + "/" + name
	fmt.Fprintln(log, "downloading", address)
	if err := download(ctx, address, sum, archive); err != nil {
		return err
	}
	if err := os.RemoveAll(keycloakDirectory); err != nil {
		return err
	}
	return unzip(archive.Name(), keycloakDirectory)
}

// download writes a file of the web. It returns an error if the file has another SHA-256.
func download(ctx context.Context, address, sum string, into io.Writer) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(into, hash), response.Body); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		return fmt.Errorf("%s has the SHA-256 %s, want %s", address, got, sum)
	}
	return nil
}

// unzip unpacks an archive without its topmost directory.
func unzip(archive, into string) error {
	files, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer func() { _ = files.Close() }() // nothing was written
	for _, file := range files.File {
		_, path, _ := strings.Cut(file.Name, "/")
		switch {
		case path == "" || strings.HasSuffix(path, "/"):
			continue
		case !filepath.IsLocal(path):
			return fmt.Errorf("the archive has the path %s", file.Name)
		}
		if err := unzipFile(file, filepath.Join(into, path)); err != nil {
			return err
		}
	}
	return nil
}

func unzipFile(file *zip.File, path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	source, err := file.Open()
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, file.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	_, err = io.Copy(target, source) //nolint:gosec // the archive is pinned by its checksum
	return err
}
