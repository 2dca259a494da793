package static

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"admit/shared/api"
)

var content = []byte("content" + strings.Repeat(" and so on", 100))

// file returns a file with three forms. Its Brotli form is the smallest and is not
// really compressed.
func file() File {
	return New(content, map[string]string{"Content-Type": "text/plain", "Cache-Control": "no-cache"}).WithForm("br", []byte("brotli")).Gzipped()
}

// ask returns the response to a request with some headers, and its decoded body.
func ask(f File, headers map[string]string) (api.Response, []byte) {
	answer, err := f.Answer(api.Request{Event: api.Event{Headers: headers}})
	if err != nil {
		panic(err)
	}
	body, err := base64.StdEncoding.DecodeString(answer.Body)
	if err != nil {
		panic(err)
	}
	return answer, body
}

func TestAClientGetsTheFormThatItPrefers(t *testing.T) {
	for accepted, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "br": "br", "GZIP": "gzip", "zstd": "",
		"gzip, deflate, br": "br", "gzip, deflate, br, zstd": "br", "gzip;q=0": "", "br;q=0, gzip": "gzip", "br;q=0.5, gzip": "gzip",
		"br; q=0.5, gzip; q=0.5": "br", "*": "br", "*;q=0": "", "br;q=0, *": "gzip", "identity;q=1, br;q=0.5": "", "identity;q=0.5, br;q=0.9": "br",
		"identity;q=0": "", "br;q=much": "", "br;q=2": "", "br;q=NaN": "", "br;q=": "", ",,": "", "br;q=1.0": "br",
	} {
		answer, body := ask(file(), map[string]string{"accept-encoding": accepted})
		if answer.StatusCode != http.StatusOK || answer.Headers["Content-Encoding"] != want {
			t.Errorf("accepting %q: %d, %q, want %q", accepted, answer.StatusCode, answer.Headers["Content-Encoding"], want)
		}
		if expected := map[string][]byte{"": content, "br": []byte("brotli")}[want]; want != "gzip" && !bytes.Equal(body, expected) {
			t.Errorf("accepting %q: %q", accepted, body)
		}
	}
}

func TestTheCompressedFormHasTheSameContent(t *testing.T) {
	_, body := ask(file(), map[string]string{"accept-encoding": "gzip"})
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(reader); err != nil || !bytes.Equal(plain, content) {
		t.Errorf("%q, %v", plain, err)
	}
}

func TestAFormThatIsNotSmallerIsNotSent(t *testing.T) {
	short := New([]byte("short"), nil).Gzipped()
	if answer, body := ask(short, map[string]string{"accept-encoding": "gzip"}); string(body) != "short" || answer.Headers["Content-Encoding"] != "" {
		t.Errorf("%v with %d bytes", answer.Headers, len(body))
	}
}

func TestAFileThatTheClientHasIsNotSentAgain(t *testing.T) {
	tags := map[string]bool{}
	for _, accepted := range []string{"", "gzip", "br"} {
		first, _ := ask(file(), map[string]string{"accept-encoding": accepted})
		tag := first.Headers["ETag"]
		tags[tag] = true
		for ifNoneMatch, want := range map[string]int{
			tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304,
			`"other"`: 200, "": 200, strings.Trim(tag, `"`): 200,
		} {
			answer, body := ask(file(), map[string]string{"accept-encoding": accepted, "if-none-match": ifNoneMatch})
			if answer.StatusCode != want || answer.Headers["ETag"] != tag || (want == http.StatusNotModified) != (len(body) == 0) {
				t.Errorf("having %s: %d with %s and %d bytes", ifNoneMatch, answer.StatusCode, answer.Headers["ETag"], len(body))
			}
			if answer.Headers["Vary"] != "Accept-Encoding" || answer.Headers["Cache-Control"] != "no-cache" {
				t.Errorf("having %s: %v", ifNoneMatch, answer.Headers)
			}
		}
	}
	if len(tags) != 3 {
		t.Errorf("the tags of the three forms are %v, want three different ones", tags)
	}
}

func TestAFilesOwnHeadersTakePrecedence(t *testing.T) {
	answer, _ := ask(New(content, map[string]string{"Cross-Origin-Resource-Policy": "cross-origin"}), nil)
	if answer.Headers["Cross-Origin-Resource-Policy"] != "cross-origin" || answer.Headers["X-Content-Type-Options"] != "nosniff" {
		t.Errorf("%v", answer.Headers)
	}
}

func TestAFileThatMayNotBeStoredHasNoTag(t *testing.T) {
	file := New([]byte("content"), map[string]string{"Cache-Control": "no-store"})
	answer, _ := ask(file, map[string]string{"if-none-match": "*"})
	if answer.StatusCode != http.StatusOK || answer.Headers["ETag"] != "" {
		t.Errorf("%d with %q", answer.StatusCode, answer.Headers["ETag"])
	}
}
