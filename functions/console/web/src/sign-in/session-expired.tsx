import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { useTexts } from "../texts/index.tsx";
import { session } from "./current-session.ts";
import { preparePopup, type SignInPopup } from "./popup.ts";
import { signIn } from "./sign-in.ts";

/** Shows a dialog over the screen when the session has expired. The screen keeps its state. */
export function SessionExpired() {
  const expired = useSyncExternalStore(session.subscribe, () => session.expired);
  return expired ? <SessionExpiredDialog /> : null;
}

type Failure = "blocked" | "failed";

function SessionExpiredDialog() {
  const { t } = useTexts();
  const [failure, setFailure] = useState<Failure>();
  const popup = usePopup(() => setFailure("failed"));
  const open = () => setFailure(popup.current?.open() ? undefined : "blocked");
  return (
    <Modal
      visible
      header={t("sessionExpired.title")}
      onDismiss={({ detail }) => {
        if (detail.reason !== "overlay") session.cancel();
      }}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => session.cancel()}>{t("sessionExpired.notNow")}</Button>
            {failure === "blocked" && <Button onClick={() => void signIn()}>{t("sessionExpired.signInHere")}</Button>}
            <Button variant="primary" onClick={open}>{t("signIn.again")}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {t("sessionExpired.detail")}
        {failure && <Alert type="warning">{t(`sessionExpired.${failure}`)}</Alert>}
      </SpaceBetween>
    </Modal>
  );
}

/** Prepares the popup before the click that opens it. */
function usePopup(onFailure: () => void) {
  const popup = useRef<SignInPopup>(undefined);
  const failed = useEffectEvent(onFailure);
  useEffect(() => {
    let unmounted = false;
    void preparePopup(() => failed()).then((prepared) => {
      if (unmounted) prepared.close();
      else popup.current = prepared;
    });
    return () => {
      unmounted = true;
      popup.current?.close();
    };
  }, []);
  return popup;
}
