// Eleventy on the same texts, with its own lists by tag.
export default function (config) {
  config.addPassthroughCopy({ "content/assets": "assets" });
  config.addGlobalData("layout", "article.njk");
  config.addFilter("named", (collections) => Object.keys(collections).filter((tag) => tag !== "all"));
  return {
    dir: { input: "content", includes: "../_includes", output: "site" },
    markdownTemplateEngine: false,
  };
}
