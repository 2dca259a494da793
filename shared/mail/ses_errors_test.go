package mail_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"admit/shared/delivery"
)

// TestSESErrors has every error that SES documents for SendEmail, common errors of
// AWS services, and unknown errors. Each message quotes the whole request, as SES
// may do.
func TestSESErrors(t *testing.T) {
	const permanent, transient = true, false
	const soon = 15 * time.Minute
	for code, want := range map[string]struct {
		status    int
		permanent bool
		retryFor  time.Duration
	}{
		"MessageRejected":                    {400, permanent, 0},
		"BadRequestException":                {400, permanent, 0},
		"ValidationException":                {400, permanent, 0},
		"AccountSuspendedException":          {400, permanent, soon},
		"SendingPausedException":             {400, transient, 0},
		"MailFromDomainNotVerifiedException": {400, transient, 0},
		"NotFoundException":                  {404, transient, 0},
		"LimitExceededException":             {400, transient, 0},
		"TooManyRequestsException":           {429, transient, 0},
		"AccessDeniedException":              {403, permanent, soon},
		"UnrecognizedClientException":        {403, transient, 0},
		"ExpiredTokenException":              {403, transient, 0},
		"ThrottlingException":                {400, transient, 0},
		"ServiceUnavailable":                 {503, transient, 0},
		"InternalServiceErrorException":      {500, transient, 0},
		"SomethingNew":                       {400, transient, 0},
		"":                                   {500, transient, 0},
	} {
		t.Run(code, func(t *testing.T) {
			ses := newSES(t, func(w http.ResponseWriter, r *http.Request) {
				request, _ := io.ReadAll(r.Body)
				answer, _ := json.Marshal(map[string]string{"message": "refused: " + quoted(string(request))})
				if code != "" {
					w.Header().Set("X-Amzn-ErrorType", code)
				}
				w.Header().Set("X-Amzn-RequestId", "req-1")
				w.WriteHeader(want.status)
				_, _ = w.Write(answer)
			})
			_, err := ses.Send(t.Context(), sample(t))
			checkFailure(t, err, want.permanent)
			if permanent, is := errors.AsType[*delivery.PermanentError](err); is && permanent.RetryFor != want.retryFor {
				t.Errorf("it is retried for %s, want %s", permanent.RetryFor, want.retryFor)
			}
			if !strings.Contains(err.Error(), code) || !strings.Contains(err.Error(), "req-1") {
				t.Errorf("%q does not contain the error code and the request id", err)
			}
		})
	}
}

// quoted returns the parts of a request that SES might quote. They are as short as
// SES's messages, and contain everything private.
func quoted(request string) string {
	at := max(strings.Index(request, secret), 0)
	return request[:min(len(request), 500)] + request[at:min(len(request), at+500)]
}

func checkFailure(t *testing.T, err error, wantPermanent bool) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if permanent, is := errors.AsType[*delivery.PermanentError](err); is != wantPermanent {
		t.Errorf("permanent: %v, want %v (%v)", is, wantPermanent, err)
	} else if is && (permanent.Reason == "" || len(permanent.Reason) > 120) {
		t.Errorf("reason %q", permanent.Reason)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, private := range []string{secret, "access.example.com", "ada@example.com", "Kari"} {
			if strings.Contains(e.Error(), private) {
				t.Errorf("%q is in the error %q", private, e)
			}
		}
	}
}

// TestSESErrorsAreLogged checks that an operator can see SES's message. The
// messages in this test are real ones.
func TestSESErrorsAreLogged(t *testing.T) {
	for _, c := range []struct{ code, message, kept string }{
		{"AccessDeniedException", "User `arn:aws:sts::111122223333:assumed-role/Admit-Deliver/Admit' is not authorized to perform `ses:SendEmail'" +
			" on resource `arn:aws:ses:eu-west-1:111122223333:identity/ada@example.com'", "is not authorized to perform `ses:SendEmail' on resource (address)"},
		{"NotFoundException", "Configuration set <admit> does not exist.", "Configuration set <admit> does not exist."},
		{"MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: ada@example.com",
			"Email address is not verified. The following identities failed the check in region EU-WEST-1: (address)"},
		{"MailFromDomainNotVerifiedException", "The MAIL FROM domain is not verified: https://access.example.com/invitations/1#" + secret, "is not verified: (link)"},
		{"SendingPausedException", "Email sending is paused for account 111122223333", "Email sending is paused for account 111122223333"},
	} {
		var log bytes.Buffer
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		t.Cleanup(func() { slog.SetDefault(before) })
		ses := newSES(t, func(w http.ResponseWriter, _ *http.Request) {
			answer, _ := json.Marshal(map[string]string{"message": c.message})
			w.Header().Set("X-Amzn-ErrorType", c.code)
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write(answer)
		})
		_, err := ses.Send(t.Context(), sample(t))
		if err == nil || !strings.Contains(err.Error(), c.kept) {
			t.Errorf("%s: %v, want %q in it", c.code, err, c.kept)
		}
		permanent, refused := errors.AsType[*delivery.PermanentError](err)
		if logged := strings.Contains(log.String(), c.kept); logged != (refused && permanent.RetryFor == 0) {
			t.Errorf("%s: the log is %q", c.code, &log)
		}
		for _, private := range []string{"ada@example.com", secret} {
			if strings.Contains(log.String(), private) || strings.Contains(err.Error(), private) {
				t.Errorf("%s: %q is in %q or %q", c.code, private, err, &log)
			}
		}
	}
}

func TestUnverifiedRecipientIsPermanent(t *testing.T) {
	ses := newSES(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-ErrorType", "MessageRejected")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message": "Email address is not verified. The following identities failed the check in region EU-WEST-1: ada@example.com"}`)
	})
	for _, sender := range []string{ses.Sender, "da@example.com"} { // the end of the recipient's address
		ses.Sender = sender
		_, err := ses.Send(t.Context(), sample(t))
		checkFailure(t, err, true)
		if err == nil || !strings.Contains(err.Error(), "verified") {
			t.Errorf("the reason does not mention verification: %v", err)
		}
	}
}

// TestUnverifiedSenderIsTransient checks that emails are retried until an operator
// has verified the sender's domain.
func TestUnverifiedSenderIsTransient(t *testing.T) {
	ses := newSES(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-ErrorType", "MessageRejected")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message": "Email address is not verified. The following identities failed the check in region EU-WEST-1: Invitations@sender.example"}`)
	})
	ses.Sender = "Admit <invitations@sender.example>"
	_, err := ses.Send(t.Context(), sample(t))
	checkFailure(t, err, false)
	if !errors.Is(err, delivery.ErrNotSent) {
		t.Errorf("%v is not ErrNotSent", err)
	}
}

// TestQuota checks that the quota of 24 hours is told from the rate per second. The messages are
// those of SES's documentation.
func TestQuota(t *testing.T) {
	for _, c := range []struct {
		code, message string
		quota         bool
	}{
		{"TooManyRequestsException", "Daily message quota exceeded.", true},
		{"ThrottlingException", "Daily message quota exceeded", true},
		{"Throttling", "Daily sending quota exceeded", true},
		{"LimitExceededException", "", true},
		{"TooManyRequestsException", "Maximum sending rate exceeded.", false},
		{"ThrottlingException", "Rate exceeded", false},
		{"SendingPausedException", "the daily quota does not matter", false},
	} {
		ses := newSES(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amzn-ErrorType", c.code)
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"message": "`+c.message+`"}`)
		})
		_, err := ses.Send(t.Context(), sample(t))
		checkFailure(t, err, false)
		if quota := errors.Is(err, delivery.ErrQuota); quota != c.quota || !errors.Is(err, delivery.ErrNotSent) || !strings.Contains(err.Error(), c.code) {
			t.Errorf("%s, %q: quota %t (%v)", c.code, c.message, quota, err)
		}
	}
}

func TestUnusableAnswerIsTransient(t *testing.T) {
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for name, answer := range map[string]http.HandlerFunc{
		"connection broken": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"nothing in time": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			select {
			case <-r.Context().Done():
			case <-hang:
			}
		},
		"HTML of a proxy": func(w http.ResponseWriter, r *http.Request) {
			request, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write(append([]byte("<html>"), request...))
		},
		"success without JSON": func(w http.ResponseWriter, r *http.Request) {
			request, _ := io.ReadAll(r.Body)
			_, _ = w.Write(append([]byte("<html>"), request...))
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err := newSES(t, answer).Send(ctx, sample(t))
			checkFailure(t, err, false)
			if name == "nothing in time" && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v does not wrap the deadline error", err)
			}
		})
	}
}
