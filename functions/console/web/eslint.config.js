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
      // Numbers are safe in a template.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Event handlers are often arrow functions that only call another function.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // An empty name or address counts as missing, so `
      //
      // ` is intended.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions"] }],
    },
  },
  // All texts must be translatable.
  {
    files: ["**/*.tsx"],
    plugins: { formatjs },
    rules: { "formatjs/no-literal-string-in-jsx": ["error", { props: { include: [["*", "{label,header,headerText,title,text,description,detail,placeholder,ariaLabel,aria-label,*Text,*Label}"]] } }] },
  },
  // Tests know their own data, and test doubles return at once.
  { files: ["**/*.test.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off", "@typescript-eslint/require-await": "off" } },
  // Some plugins have no types.
  { files: ["eslint.config.js"], extends: [ts.configs.disableTypeChecked] },
);
