/* Shows the OpenAPI document; a file of its own, as the page's policy lets no script stand in the page. */
"use strict";

const reference = document.getElementById("reference");
SwaggerUIBundle({
  domNode: reference,
  url: reference.dataset.document,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: "none",
});
