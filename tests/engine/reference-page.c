/* SPDX-License-Identifier: MIT */
/* The reference page against the tables that it describes: it has what they have, in their words.
 */
#include "catalogue.h"
#include "formula/operator.h"

#include <string.h>

static char *
page (void)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "..", "resources", "reference", "losses.md", NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

static void
assert_has (const char *text, const char *line)
{
  if (strstr (text, line) == NULL)
    g_error ("the page lacks: %s", line);
}

static void
test_names (void)
{
  g_autofree char *text = page ();

  for (LabInputId id = 0; id < LAB_N_INPUTS; id++)
    if (lab_inputs[id].name != NULL)
      {
        g_autofree char *row
            = g_strdup_printf ("\n| `%s` | %s | %s |\n", lab_inputs[id].name,
                               lab_shape_name (lab_inputs[id].shape), lab_inputs[id].means);

        assert_has (text, row);
      }
}

static void
test_functions (void)
{
  static const char *const ARGUMENTS[] = { "", "a", "a, b", "a, b, c" };
  g_autofree char *text = page ();

  for (LabOp op = 0; op < LAB_N_OPS; op++)
    {
      const LabOperator *of = &lab_operators[op];
      const gboolean penalty = op == LAB_OP_L1 || op == LAB_OP_L2;
      g_autofree char *row = g_strdup_printf ("\n| `%s(%s)` | %s |\n", of->name,
                                              penalty ? "theta" : ARGUMENTS[of->n_args], of->means);

      if (of->form == LAB_FORM_FUNCTION)
        assert_has (text, row);
    }
}

static void
test_operators (void)
{
  g_autofree char *text = page ();

  for (LabOp op = 0; op < LAB_N_OPS; op++)
    {
      const LabOperator *of = &lab_operators[op];
      g_autofree char *infix = g_strdup_printf ("`a %s b`", of->name);
      g_autofree char *tight = g_strdup_printf ("`a%sb`", of->name);
      g_autofree char *prefix = g_strdup_printf ("`%s%sa`", of->name, op == LAB_OP_NOT ? " " : "");

      if (of->form == LAB_FORM_INFIX)
        assert_has (text, strstr (text, infix) != NULL ? infix : tight);
      else if (of->form == LAB_FORM_PREFIX)
        assert_has (text, prefix);
    }
}

/* The examples are losses, without as much as a warning. */
static void
test_examples (void)
{
  g_autofree char *text = page ();
  g_auto (GStrv) parts = g_strsplit (text, "```", -1);
  guint n = 0;

  for (guint i = 1; parts[i] != NULL; i += 2)
    {
      const char *example = parts[i] + strlen ("loss\n");
      g_autoptr (LabProblems) problems = lab_problems_new (example);
      g_autoptr (LabLoss) loss = NULL;
      g_autofree char *words = NULL;

      g_assert_true (g_str_has_prefix (parts[i], "loss\n"));
      loss = lab_loss_new (NULL, example, problems);
      words = lab_problems_describe (problems);
      if (loss == NULL || problems->list->len > 0)
        g_error ("%s\n%s", example, words);
      n++;
    }
  g_assert_cmpuint (n, >=, 10);
}

/* What is said of each wrong text is what is said of it. */
static void
test_errors (void)
{
  g_autofree char *text = page ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean within = FALSE;
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], " | ", 2);
      g_autofree char *wrong = NULL, *said = NULL;
      g_autoptr (LabProblems) problems = NULL;

      if (g_str_has_prefix (lines[i], "## "))
        within = g_str_equal (lines[i], "## Errors");
      if (!within || !g_str_has_prefix (lines[i], "| `"))
        continue;
      wrong = g_strndup (cells[0] + 3, strlen (cells[0]) - 4);
      said = g_strndup (cells[1], strlen (cells[1]) - 2);
      problems = lab_problems_new (wrong);
      g_assert_null (lab_loss_new (NULL, wrong, problems));
      g_assert_cmpuint (problems->n_errors, ==, 1);
      g_assert_cmpstr (lab_problems_get (problems, 0)->message, ==, said);
      n++;
    }
  g_assert_cmpuint (n, >, 10);
}

static void
test_limits (void)
{
  const struct
  {
    guint limit;
    const char *words;
  } LIMITS[] = {
    { LAB_FORMULA_MAX_LENGTH, "characters" },     { LAB_FORMULA_MAX_LINES, "lines" },
    { LAB_FORMULA_MAX_PARAMETERS, "parameters" }, { LAB_FORMULA_MAX_LEARNED, "learned numbers" },
    { LAB_FORMULA_MAX_DEPTH, "parentheses" },     { LAB_GRAPH_MAX_NODES, "operations" },
  };
  g_autofree char *text = page ();

  for (guint i = 0; i < G_N_ELEMENTS (LIMITS); i++)
    {
      const guint limit = LIMITS[i].limit;
      g_autofree char *words = limit < 1000 ? g_strdup_printf (" %u %s", limit, LIMITS[i].words)
                                            : g_strdup_printf (" %u,%03u %s", limit / 1000,
                                                               limit % 1000, LIMITS[i].words);

      assert_has (text, words);
    }
}

/* In the catalogue's order, and nothing else. */
static void
test_catalogue (void)
{
  g_autofree char *text = page ();
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  g_autoptr (GString) table = g_string_new ("| id | loss | group |\n| --- | --- | --- |\n");

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);

      if (lab_catalogue_is_builtin (loss->id))
        g_string_append_printf (table, "| `%s` | %s | %s |\n", loss->id, loss->title, loss->group);
    }
  assert_has (text, table->str);
  g_assert_true (g_str_has_suffix (text, table->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference-page/names", test_names);
  g_test_add_func ("/reference-page/functions", test_functions);
  g_test_add_func ("/reference-page/operators", test_operators);
  g_test_add_func ("/reference-page/examples", test_examples);
  g_test_add_func ("/reference-page/errors", test_errors);
  g_test_add_func ("/reference-page/limits", test_limits);
  g_test_add_func ("/reference-page/catalogue", test_catalogue);
  return g_test_run ();
}
