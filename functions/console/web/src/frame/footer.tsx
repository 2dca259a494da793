import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import { settings } from "../lib/settings.ts";
import { useTexts } from "../texts/index.tsx";

const { support, footer = [] } = settings.brand;

/** The support link and the company's particulars, if the brand has them. */
export function Footer() {
  const { t } = useTexts();
  if (!support && footer.length === 0) return null;
  return (
    <footer className="particulars">
      <Box padding={{ horizontal: "xxl", vertical: "m" }} color="text-body-secondary" fontSize="body-s">
        {support && (
          <div>
            <Link href={support} target="_blank" rel="noopener noreferrer" fontSize="inherit">
              {t("frame.support")}
            </Link>
          </div>
        )}
        {footer.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </Box>
    </footer>
  );
}
