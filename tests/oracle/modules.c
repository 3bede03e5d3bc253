/* SPDX-License-Identifier: MIT */
/* Losses as PyTorch modules: modules FILE.loss ... > modules.py. A class is called after its file.
 */
#include "out/torch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
main (int argc, char **argv)
{
  g_autoptr (GString) classes = g_string_new (NULL);
  g_autofree char *head = NULL;
  guint helpers = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *base = g_path_get_basename (argv[i]);
      g_autofree char *name = NULL;
      g_autofree char *class = NULL;
      g_autoptr (LabProblems) problems = NULL;
      g_autoptr (LabFormula) formula = NULL;

      if (!g_file_get_contents (argv[i], &text, NULL, NULL))
        g_error ("cannot read %s", argv[i]);
      problems = lab_problems_new (text);
      formula = lab_formula_new (text, problems);
      if (formula == NULL)
        {
          g_autofree char *described = lab_problems_describe (problems);

          g_printerr ("%s: %s", argv[i], described);
          return EXIT_FAILURE;
        }
      if (g_str_has_suffix (base, ".loss"))
        base[strlen (base) - strlen (".loss")] = '\0';
      name = lab_torch_class_name (base);
      class = lab_torch_module (formula, name, NULL, &helpers);
      g_string_append_printf (classes, "\n\n%s", class);
    }
  head = lab_torch_helpers (helpers);
  printf (
      "import math\n\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn\n%s%s",
      head, classes->str);
  return EXIT_SUCCESS;
}
