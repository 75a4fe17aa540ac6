// Odoo's own rules (addons/web/tooling/_eslintrc.json) for the addon's browser code.
// CommonJS: the packages are in the cache folder, which only require() looks into.

const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, ...globals.es2022, luxon: "readonly", odoo: "readonly" },
        },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            "arrow-body-style": ["error", "as-needed"],
            curly: ["error", "all"],
            "no-duplicate-imports": "error",
            "no-restricted-globals": ["error", "event", "self"],
            "no-restricted-syntax": ["error", "PrivateIdentifier"],
            "no-unused-vars": [
                "error",
                { vars: "all", args: "none", ignoreRestSiblings: false, caughtErrors: "all" },
            ],
            "prefer-const": ["error", { destructuring: "all", ignoreReadBeforeAssign: true }],
        },
    },
];
