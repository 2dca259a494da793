package api

import (
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"admit/shared/access"
)

// MaxBody is the largest body of a request, in octets, and MaxBatchBody that of
// a batch.
const (
	MaxBody      = 64 << 10
	MaxBatchBody = 256 << 10
)

// Event is what API Gateway hands to a function (payload format 2.0), as far as
// Admit reads it.
type Event struct {
	RouteKey        string            `json:"routeKey"`
	RawQueryString  string            `json:"rawQueryString"`
	Headers         map[string]string `json:"headers"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		RequestID  string `json:"requestId"`
		Authorizer struct {
			JWT struct {
				// API Gateway passes every claim as a string; emulators pass
				// numbers as numbers.
				Claims map[string]any `json:"claims"`
			} `json:"jwt"`
		} `json:"authorizer"`
	} `json:"requestContext"`
}

func (e Event) isHead() bool { return strings.HasPrefix(e.RouteKey, "HEAD ") }

// Request is one request to a route. Caller is set unless the route is open.
type Request struct {
	Event  Event
	Route  Route
	Query  url.Values // as the route allows
	Caller access.Caller
}

// User is the id of the caller.
func (r Request) User() access.UserID { return r.Caller.ID() }

// Organisation is the organisation of the path, as it was given.
func (r Request) Organisation() access.OrganisationID {
	return access.OrganisationID(r.Event.PathParameters["organisationId"])
}

// Invitation is the invitation of the path, as it was given.
func (r Request) Invitation() access.InvitationID {
	return access.InvitationID(r.Event.PathParameters["invitationId"])
}

// UserID is the user of the path, as it was given.
func (r Request) UserID() access.UserID {
	return access.UserID(r.Event.PathParameters["userId"])
}

// Decode reads the body into out: one JSON object, in valid UTF-8, with the
// fields of out and no others, each once.
func (r Request) Decode(out any) error { return r.DecodeUpTo(MaxBody, out) }

// DecodeUpTo is [Request.Decode] with another bound for the body.
func (r Request) DecodeUpTo(most int, out any) error {
	body, err := r.body(most)
	if err != nil {
		return err
	}
	return Decode(body, out)
}

// NoBody refuses a body other than an empty object.
func (r Request) NoBody() error {
	if r.Event.Body == "" {
		return nil
	}
	return r.Decode(&struct{}{})
}

// Decode reads one JSON object, as strictly as [Request.Decode].
func Decode(body []byte, out any) error {
	err := json.Unmarshal(body, out, json.RejectUnknownMembers(true), refuseNull())
	if err == nil && strings.HasPrefix(strings.TrimLeft(string(body), " \t\r\n"), "{") {
		return nil
	}
	return wrongBody(err)
}

// refuseNull keeps null from passing for an empty value: a field is given or
// left out.
func refuseNull() json.Options {
	return json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ any) error {
		if d.PeekKind() == 'n' {
			return errors.New("null")
		}
		return errors.ErrUnsupported // as it would be without this
	}))
}

func (r Request) body(most int) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.header("content-type"))
	if err != nil || kind != "application/json" {
		return nil, access.Refuse(unsupportedMediaType, "The body must be application/json.")
	}
	body, err := r.bodyBytes()
	if err != nil {
		return nil, err
	}
	if len(body) > most {
		return nil, access.Refuse(tooLarge, "The body is larger than %d octets.", most)
	}
	return body, nil
}

// bodyBytes are the body as it was sent.
func (r Request) bodyBytes() ([]byte, error) {
	if !r.Event.IsBase64Encoded {
		return []byte(r.Event.Body), nil
	}
	body, err := base64.StdEncoding.DecodeString(r.Event.Body)
	if err != nil {
		return nil, access.Refuse(access.Invalid, "The body is not valid base64.")
	}
	return body, nil
}

// header is a header, empty where there is none.
func (r Request) header(name string) string {
	value, _ := r.lookupHeader(name)
	return value
}

// lookupHeader finds a header whatever the case of its name.
func (r Request) lookupHeader(name string) (value string, there bool) {
	for given, value := range r.Event.Headers {
		if strings.EqualFold(given, name) {
			return value, true
		}
	}
	return "", false
}

// wrongBody names the field that is wrong, where it is one.
func wrongBody(err error) error {
	refusal := &access.Error{Kind: access.Invalid, Detail: "The body is not one JSON object as the API describes it."}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok && semantic.JSONPointer != "" {
		message := "has the wrong type"
		if errors.Is(semantic.Err, json.ErrUnknownName) {
			message = "is not a field of this request"
		}
		refusal.Fields = []access.FieldError{{Field: field(semantic.JSONPointer), Message: message}}
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok && errors.Is(err, jsontext.ErrDuplicateName) {
		refusal.Fields = []access.FieldError{{Field: field(syntactic.JSONPointer), Message: "stands there twice"}}
	}
	return refusal
}

// field writes a JSON pointer like the fields of a problem: roles[0], not
// /roles/0.
func field(pointer jsontext.Pointer) string {
	var path strings.Builder
	for token := range pointer.Tokens() {
		switch {
		case token != "" && strings.Trim(token, "0123456789") == "":
			fmt.Fprintf(&path, "[%s]", token)
		case path.Len() > 0:
			path.WriteString("." + token)
		default:
			path.WriteString(token)
		}
	}
	return short(path.String())
}

// short keeps a name that came with the request from filling the answer to it.
func short(name string) string {
	const most = 100
	if len(name) > most {
		name = name[:most]
	}
	return strings.ToValidUTF8(name, "?")
}
