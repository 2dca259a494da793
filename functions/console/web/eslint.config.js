import js from "@eslint/js";
import formatjs from "eslint-plugin-formatjs";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

export default defineConfig(
  { ignores: ["src/api/schema.d.ts"] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  hooks.configs.flat.recommended,
  a11y.flatConfigs.strict,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } } },
    rules: {
      // Numbers stand well in a template.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // An arrow that calls is shorter without braces, and handlers are such arrows.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // An empty name or address is none: `||` says so.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions"] }],
    },
  },
  // No word that a translator cannot reach.
  {
    files: ["**/*.tsx"],
    plugins: { formatjs },
    rules: { "formatjs/no-literal-string-in-jsx": ["error", { props: { include: [["*", "{label,header,headerText,title,text,description,detail,placeholder,ariaLabel,aria-label,*Text,*Label}"]] } }] },
  },
  // A test knows what is in its own table, and a double answers at once.
  { files: ["**/*.test.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off", "@typescript-eslint/require-await": "off" } },
  // Some plugins bring no types.
  { files: ["eslint.config.js"], extends: [ts.configs.disableTypeChecked] },
);
