import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";
import { useTexts } from "../texts/index.tsx";

interface Props {
  /** Where the screen is. One that crashed is given up when this changes; one that did not goes on, with what was typed on it. */
  readonly address: string;
  readonly children: ReactNode;
}

/** Keeps a fault of one screen to that screen: the bars around it still lead elsewhere. */
export class CrashBoundary extends Component<Props, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidUpdate(before: Props) {
    if (before.address !== this.props.address && this.state.crashed) this.setState({ crashed: false });
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { t } = useTexts();
  return (
    <Alert type="error" header={t("state.crash.title")} action={<Button onClick={() => location.reload()}>{t("state.crash.reload")}</Button>}>
      {t("state.crash.detail")}
    </Alert>
  );
}
