import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useEffect, useState } from "react";
import { Loading } from "../components/loading.tsx";
import { Footer } from "../frame/footer.tsx";
import { settings } from "../lib/settings.ts";
import { useTexts } from "../texts/index.tsx";
import { hasSignOut } from "./provider.ts";
import { type SignInState, signIn } from "./sign-in.ts";

const states = {
  "signed-out": { type: "info", name: "signedOut", button: "signIn.signIn" },
  "popup-done": { type: "success", name: "popupDone", button: undefined },
  failed: { type: "warning", name: "failed", button: "signIn.again" },
  unreachable: { type: "error", name: "unreachable", button: "state.retry" },
} as const;

/** The page for somebody who is not signed in. */
export function SignedOut({ state }: { readonly state: Exclude<SignInState, "signed-in"> }) {
  const { t } = useTexts();
  const { product } = settings.brand;
  useEffect(() => {
    document.title = product;
  }, [product]);
  if (state === "redirecting") return <Loading text={t("signIn.busy")} />;
  const { type, name, button } = states[state];
  return (
    <main>
      <Box padding="xxl">
        <Box variant="h1" padding={{ bottom: "l" }}>{product}</Box>
        <Alert type={type} header={t(`signIn.${name}.title`)} action={button && <SignInButton text={t(button)} state={state} />}>
          {t(`signIn.${name}.detail`)}
        </Alert>
      </Box>
      <Footer />
    </main>
  );
}

/** How long to wait for the redirect, in milliseconds. */
const leaveTimeout = 10_000;

function SignInButton({ text, state }: { readonly text: string; readonly state: SignInState }) {
  const [busy, setBusy] = useState(false);
  const start = () => {
    setBusy(true);
    if (state === "unreachable") location.reload();
    else {
      setTimeout(() => setBusy(false), leaveTimeout); // lets a user who stopped the redirect try again
      signIn({ ask: state === "signed-out" && !hasSignOut() }).catch(() => setBusy(false));
    }
  };
  return <Button variant="primary" loading={busy} onClick={start}>{text}</Button>;
}
