import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { useTexts } from "../texts/index.tsx";
import { prepareSecondWindow, type SecondWindow } from "./again.ts";
import { signIn } from "./arrive.ts";
import { session } from "./current.ts";

/** Says that the session has ended, over whatever is on the screen, which stays as it is. */
export function Ended() {
  const ended = useSyncExternalStore(session.subscribe, () => session.ended);
  return ended ? <Ending /> : null;
}

type Trouble = "blocked" | "failed";

function Ending() {
  const { t } = useTexts();
  const [trouble, setTrouble] = useState<Trouble>();
  const second = useSecondWindow(() => setTrouble("failed"));
  const open = () => setTrouble(second.current?.open() ? undefined : "blocked");
  return (
    <Modal
      visible
      header={t("ended.title")}
      onDismiss={({ detail }) => {
        if (detail.reason !== "overlay") session.giveUp();
      }}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => session.giveUp()}>{t("ended.later")}</Button>
            {trouble === "blocked" && <Button onClick={() => void signIn()}>{t("ended.leave")}</Button>}
            <Button variant="primary" onClick={open}>{t("signIn.again")}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {t("ended.detail")}
        {trouble && <Alert type="warning">{t(`ended.${trouble}`)}</Alert>}
      </SpaceBetween>
    </Modal>
  );
}

/** The second window, made ready before the click that opens it. */
function useSecondWindow(onFailure: () => void) {
  const second = useRef<SecondWindow>(undefined);
  const failed = useEffectEvent(onFailure);
  useEffect(() => {
    let gone = false;
    void prepareSecondWindow(() => failed()).then((made) => {
      if (gone) made.close();
      else second.current = made;
    });
    return () => {
      gone = true;
      second.current?.close();
    };
  }, []);
  return second;
}
