package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const problemType = "application/problem+json"

// check returns what is wrong with an exchange: a response that is not in the document, or
// a successful request that the document calls invalid.
func (o operation) check(a response) error {
	described, there := o.responses[a.status]
	if !there {
		return fmt.Errorf("%s has no response %d", o.id, a.status)
	}
	wrong := []error{described.checkBody(a), described.checkHeaders(a)}
	if a.status < 300 {
		if err := o.checkRequest(a.request); err != nil {
			wrong = append(wrong, fmt.Errorf("%s succeeded with an invalid request: %w", o.id, err))
		}
	}
	return errors.Join(wrong...)
}

func (r responseSpec) checkBody(a response) error {
	if len(r.content) == 0 {
		if len(a.body) > 0 {
			return fmt.Errorf("%d is described without a body", a.status)
		}
		return nil // gateways add a content type anyway
	}
	given := a.header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(given)
	described, there := r.content[kind]
	if err != nil || !there {
		return fmt.Errorf("%d is not described with the content type %q", a.status, given)
	}
	if a.request.method == http.MethodHead {
		return nil
	}
	if !strings.HasSuffix(kind, "json") {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(a.decoded())
	if err != nil {
		return fmt.Errorf("it is not JSON: %w", err)
	}
	if err := described.schema.Validate(value); err != nil {
		return err
	}
	if kind == problemType {
		return described.checkProblem(a)
	}
	return nil
}

// decoded returns the uncompressed body. Go decompresses a response by itself unless the
// test has set Accept-Encoding.
func (a response) decoded() io.Reader {
	if unpacked, err := gzip.NewReader(bytes.NewReader(a.body)); err == nil && a.header.Get("Content-Encoding") == "gzip" {
		return unpacked
	}
	return bytes.NewReader(a.body)
}

// checkProblem checks that the document lists the problem for the response, and that the
// problem's status is the response's.
func (c mediaType) checkProblem(a response) error {
	var p problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		return err
	}
	name := strings.TrimPrefix(p.Type, "urn:admit:problem:")
	if !slices.Contains(c.problems, name) || p.Status != a.status {
		return fmt.Errorf("%d is described with the problems %v, but the problem is %s with status %d", a.status, c.problems, name, p.Status)
	}
	return nil
}

// describedHeaders are the headers with a meaning for clients. A response that has one must be
// described with it.
var describedHeaders = []string{"Location", "Etag", "Retry-After", "Www-Authenticate"}

func (r responseSpec) checkHeaders(a response) error {
	var wrong []error
	named := map[string]bool{}
	for name, header := range r.headers {
		values := a.header.Values(name)
		switch named[strings.ToLower(name)] = true; {
		case len(values) == 0 && header.required:
			wrong = append(wrong, fmt.Errorf("%d lacks the header %s", a.status, name))
		case len(values) > 1:
			wrong = append(wrong, fmt.Errorf("%d has the header %s twice", a.status, name))
		case len(values) == 1:
			if err := header.validate(values[0]); err != nil {
				wrong = append(wrong, fmt.Errorf("header %s: %w", name, err))
			}
		}
	}
	for _, name := range describedHeaders {
		if a.header.Get(name) != "" && !named[strings.ToLower(name)] {
			wrong = append(wrong, fmt.Errorf("%d is described without the header %s", a.status, name))
		}
	}
	return errors.Join(wrong...)
}

// validate converts the text of a parameter or header to its type and validates it.
func (p parameter) validate(text string) error {
	var value any = text
	switch {
	case p.list:
		list := []any{}
		for item := range strings.SplitSeq(text, ",") {
			if text != "" {
				list = append(list, item)
			}
		}
		value = list
	case p.integer:
		number, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		value = number
	case p.boolean:
		is, err := strconv.ParseBool(text)
		if err != nil {
			return err
		}
		value = is
	}
	return p.schema.Validate(value)
}

func (o operation) checkRequest(r request) error {
	if o.secured && r.token == "" {
		return errors.New("it has no token")
	}
	path, rest, _ := strings.Cut(r.path, "?")
	query, err := url.ParseQuery(rest)
	if err != nil {
		return err
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	wrong := []error{o.checkRequestBody(r)}
	known := map[string]bool{}
	for _, p := range o.parameters {
		var values []string
		switch p.in {
		case "path":
			text, err := url.PathUnescape(segments[slices.Index(o.path, "{"+p.name+"}")])
			wrong, values = append(wrong, err), []string{text}
		case "query":
			known[p.name], values = true, query[p.name]
		case "header":
			values = r.values(p.name)
		}
		wrong = append(wrong, p.validateAll(values))
	}
	for name := range query {
		if !known[name] {
			wrong = append(wrong, fmt.Errorf("%s is not a parameter of the operation", name))
		}
	}
	return errors.Join(wrong...)
}

func (p parameter) validateAll(values []string) error {
	switch {
	case len(values) == 0 && p.required:
		return fmt.Errorf("%s is missing", p.name)
	case len(values) > 1:
		return fmt.Errorf("%s is given twice", p.name)
	case len(values) == 1:
		if err := p.validate(values[0]); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// values returns a header of the request, if the test has set it.
func (r request) values(name string) []string {
	var values []string
	for given, value := range r.header {
		if strings.EqualFold(given, name) {
			values = append(values, value)
		}
	}
	return values
}

func (o operation) checkRequestBody(r request) error {
	encoded := r.encodedBody()
	if o.body == nil || (len(encoded) == 0 && !o.body.required) {
		return nil
	}
	kind := "application/json"
	if given := r.values("Content-Type"); len(given) > 0 {
		kind = given[0]
	}
	if media, _, err := mime.ParseMediaType(kind); err != nil || media != "application/json" {
		return fmt.Errorf("the body is %q", kind)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return fmt.Errorf("the body: %w", err)
	}
	return o.body.schema.Validate(value)
}
