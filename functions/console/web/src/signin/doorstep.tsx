import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useEffect, useState } from "react";
import { Loading } from "../parts/loading.tsx";
import { useTexts } from "../texts/index.tsx";
import { type Arrival, signIn } from "./arrive.ts";

const states = {
  "signed-out": { type: "info", name: "signedOut", button: "signIn.signIn" },
  "handed-back": { type: "success", name: "handedBack", button: undefined },
  refused: { type: "warning", name: "refused", button: "signIn.again" },
  unreachable: { type: "error", name: "unreachable", button: "state.again" },
} as const;

/** What somebody sees who is not signed in. */
export function Doorstep({ arrival }: { readonly arrival: Exclude<Arrival, "signed-in"> }) {
  const { t } = useTexts();
  useEffect(() => {
    document.title = t("product");
  }, [t]);
  if (arrival === "leaving") return <Loading text={t("signIn.busy")} />;
  const { type, name, button } = states[arrival];
  return (
    <main>
      <Box padding="xxl">
        <Box variant="h1" padding={{ bottom: "l" }}>{t("product")}</Box>
        <Alert type={type} header={t(`signIn.${name}.title`)} action={button && <Knock text={t(button)} reload={arrival === "unreachable"} />}>
          {t(`signIn.${name}.detail`)}
        </Alert>
      </Box>
    </main>
  );
}

/** How long it may take to leave for the sign-in, in milliseconds. */
const patience = 10_000;

function Knock({ text, reload }: { readonly text: string; readonly reload: boolean }) {
  const [busy, setBusy] = useState(false);
  const knock = () => {
    setBusy(true);
    if (reload) location.reload();
    else {
      setTimeout(() => setBusy(false), patience); // who stops leaving can press it again
      signIn().catch(() => setBusy(false));
    }
  };
  return <Button variant="primary" loading={busy} onClick={knock}>{text}</Button>;
}
