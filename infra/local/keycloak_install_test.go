package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestADownloadIsCheckedByItsSum(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/file" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, "content")
	}))
	defer server.Close()
	sum := sha256.Sum256([]byte("content"))
	for address, c := range map[string]struct{ sum, says string }{
		"/file": {hex.EncodeToString(sum[:]), ""}, "/file?": {strings.Repeat("0", 64), "has the SHA-256"}, "/other": {"", "404"},
	} {
		var got bytes.Buffer
		err := download(t.Context(), server.URL+address, c.sum, &got)
		if c.says == "" && (err != nil || got.String() != "content") || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %q, %v", address, got.String(), err)
		}
	}
}

func TestUnzip(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		fine bool
	}{"a program": {"keycloak-1/bin/kc.sh", true}, "a path out of the directory": {"keycloak-1/../../escaped", false}} {
		directory := t.TempDir()
		archive := filepath.Join(directory, "archive.zip")
		writeZip(t, archive, c.path)
		err := unzip(archive, filepath.Join(directory, "into"))
		program, found := os.Stat(filepath.Join(directory, "into", "bin", "kc.sh"))
		if (err == nil) != c.fine || (found == nil) != c.fine || (c.fine && program.Mode().Perm()&0o100 == 0) {
			t.Errorf("%s: %v, %v", name, err, found)
		}
		if _, err := os.Stat(filepath.Join(directory, "escaped")); err == nil {
			t.Errorf("%s: a file was written outside", name)
		}
	}
}

// writeZip writes an archive with one program.
func writeZip(t *testing.T, archive, path string) {
	t.Helper()
	file, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	header := &zip.FileHeader{Name: path}
	header.SetMode(0o755)
	part, err := w.CreateHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, "#!/bin/sh\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSettingsOfTheWaysOfIdentity(t *testing.T) {
	k := keycloak{url: "http://localhost:8080"}
	for _, c := range []struct {
		way  wayOfIdentity
		want []string
	}{
		{wayOfIdentity{mode: "create"}, []string{"signInUrl=http://localhost:4566", "machineClient=true", "signInMails=ses"}},
		{wayOfIdentity{mode: "existing", userPoolID: "us-east-1_a"}, []string{"signInUrl=http://localhost:4566", "identity=existing", "userPoolId=us-east-1_a", "machineClient=true"}},
		{wayOfIdentity{mode: "issuer", keycloak: k}, []string{"identity=issuer", "issuer=http://localhost:8080/realms/staff", "clientId=admit"}},
	} {
		if got := (target{signInURL: "http://localhost:4566", identity: c.way}).settings(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.way.mode, got, c.want)
		}
	}
}
