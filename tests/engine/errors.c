/* SPDX-License-Identifier: MIT */
/*
 * What is said of texts that are wrong. Each NAME.loss of corpus/errors is a text, and NAME.errors
 * what is expected of it, in the text's order:
 *
 *   LINE:COLUMN+CHARACTERS: MESSAGE
 *     mend: what would do in this place
 *
 * Where a mend is proposed, it has to help: the text that it leads to is without this message.
 */
#include "formula/tree.h"
#include "loss.h"

#include <string.h>
#include <time.h>

static LabProblems *
problems_of (const char *text)
{
  LabProblems *problems = lab_problems_new (text);
  LabLoss *loss = lab_loss_new (NULL, text, problems);

  g_assert_true ((loss == NULL) == (problems->n_errors > 0));
  g_clear_pointer (&loss, lab_loss_unref);
  return problems;
}

static char *
describe (const LabProblems *problems)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < problems->list->len; i++)
    {
      const LabProblem *problem = lab_problems_get (problems, i);

      g_string_append_printf (out, "%u:%u+%ld: %s%s\n", problem->line, problem->column,
                              g_utf8_strlen (problems->text + problem->span.start,
                                             (gssize) problem->span.length),
                              problem->warning ? "warning: " : "", problem->message);
      if (problem->mend != NULL)
        g_string_append_printf (out, "  mend: %s\n", problem->mend);
    }
  return g_string_free (out, FALSE);
}

static gboolean
says (const LabProblems *problems, const LabProblem *problem)
{
  for (guint i = 0; i < problems->list->len; i++)
    if (lab_problems_get (problems, i)->span.start == problem->span.start
        && g_str_equal (lab_problems_get (problems, i)->message, problem->message))
      return TRUE;
  return FALSE;
}

static void
assert_mends (const LabProblems *problems)
{
  for (guint i = 0; i < problems->list->len; i++)
    {
      const LabProblem *problem = lab_problems_get (problems, i);
      g_autofree char *mended = NULL;
      g_autoptr (LabProblems) rest = NULL;

      if (problem->mend == NULL)
        continue;
      mended
          = g_strdup_printf ("%.*s%s%s", (int) problem->span.start, problems->text, problem->mend,
                             problems->text + problem->span.start + problem->span.length);
      rest = problems_of (mended);
      if (says (rest, problem))
        g_error ("‘%s’ does not help: %s", problem->mend, problem->message);
    }
}

static void
test_file (gconstpointer data)
{
  g_autofree char *path = g_strconcat (data, ".loss", NULL);
  g_autofree char *expected_path = g_strconcat (data, ".errors", NULL);
  g_autofree char *text = NULL, *expected = NULL, *got = NULL;
  g_autoptr (LabProblems) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (expected_path, &expected, NULL, &error);
  g_assert_no_error (error);
  problems = problems_of (text);
  got = describe (problems);
  if (!g_str_equal (got, expected))
    g_error ("%s: expected\n%snot\n%s", path, expected, got);
  assert_mends (problems);
}

/* ---- limits ---- */

static char *
repeated (const char *before, const char *unit, guint n, const char *after)
{
  GString *out = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (out, unit);
  g_string_append (out, after);
  return g_string_free (out, FALSE);
}

static char *
numbered (const char *before, const char *format, guint n, const char *after)
{
  GString *out = g_string_new (before);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) parts = g_strsplit (format, "#", -1);
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *line = g_strjoinv (number, parts);

      g_string_append (out, line);
    }
  g_string_append (out, after);
  return g_string_free (out, FALSE);
}

/* What is too much is refused in words that name the limit, once, and in a short time. @text: is
 * freed; @limit: NULL where it is not too much. */
static void
assert_limit (char *text, const char *limit)
{
  const clock_t start = clock ();
  g_autoptr (LabProblems) problems = problems_of (text);

  g_assert_cmpint (clock () - start, <, CLOCKS_PER_SEC);
  g_assert_cmpuint (problems->n_errors, ==, limit == NULL ? 0 : 1);
  if (limit != NULL && strstr (lab_problems_get (problems, 0)->message, limit) == NULL)
    g_error ("%s: the limit is %s", lab_problems_get (problems, 0)->message, limit);
  g_free (text);
}

static void
test_length (void)
{
  assert_limit (repeated ("loss = p[y]\n", "#", LAB_FORMULA_MAX_LENGTH - 12, ""), NULL);
  assert_limit (repeated ("loss = p[y]\n", "#", LAB_FORMULA_MAX_LENGTH - 11, ""), "20000");
  assert_limit (repeated ("loss = p[y]\n", "\n", LAB_FORMULA_MAX_LENGTH - 12, ""), NULL);
  assert_limit (repeated ("loss = p[y]\n", "\n#", LAB_FORMULA_MAX_LENGTH / 2 - 6, ""), NULL);
  assert_limit (repeated ("loss = p[y]", "\n+1", 900, ""), NULL);
}

static void
test_nesting (void)
{
  static const struct
  {
    const char *before;
    const char *opening;
    const char *closing;
  } KINDS[] = {
    { "loss = p[y] + ", "(", ")" },       { "loss = p[y] + ", "-", "" },
    { "loss = p[y] + ", "exp(", ")" },    { "loss = p[y] and ", "not ", "" },
    { "loss = p[y] + ", "2^", "" },       { "loss = p[y] + ", "min(1, ", ")" },
    { "loss = p[y] + ", "max(", ", 1)" }, { "loss = p[y] + ", "+", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    for (guint more = 0; more < 2; more++)
      {
        const guint n = LAB_FORMULA_MAX_DEPTH + more;
        g_autofree char *opened = repeated (KINDS[i].before, KINDS[i].opening, n, "1");

        assert_limit (repeated (opened, KINDS[i].closing, n, ""), more == 0 ? NULL : "150");
      }
  assert_limit (repeated ("loss = ", "(", 10000, ""), "150");
  assert_limit (repeated ("loss = p", "[p", 9000, ""), "150");
}

static void
test_chain (void)
{
  assert_limit (repeated ("loss = p[y]", "+1", LAB_FORMULA_MAX_CHAIN - 2, ""), NULL);
  assert_limit (repeated ("loss = p[y]", "+1", LAB_FORMULA_MAX_CHAIN - 1, ""), "1000");
  assert_limit (repeated ("loss = p", "[y]", 5000, ""), "1000");
}

static void
test_lines (void)
{
  assert_limit (numbered ("", "a# = 1;", LAB_FORMULA_MAX_LINES - 1, "loss = p[y]"), NULL);
  assert_limit (numbered ("", "a# = 1;", LAB_FORMULA_MAX_LINES, "loss = p[y]"), "200");
}

static void
test_parameters (void)
{
  assert_limit (numbered ("", "a# = 1 in [0, 2]\n", 16, "loss = p[y]"), NULL);
  assert_limit (numbered ("", "a# = 1 in [0, 2]\n", 17, "loss = p[y]"), "16");
  assert_limit (numbered ("", "a# = 1 learned\n", 16, "loss = p[y]"), NULL);
  assert_limit (numbered ("", "a# = 1 learned\n", 100, "loss = p[y]"), "16");
}

static void
test_tree (void)
{
  assert_limit (numbered ("loss = p[y]\n", "a# = exp(1+1)+exp(1+1)+exp(1+1)+exp(1+1)+1\n", 199, ""),
                NULL);
  assert_limit (numbered ("loss = p[y]\n", "a#=1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1\n", 199,
                          ""),
                "8000");
  assert_limit (numbered ("loss = p[y]\n", "a#=-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1\n", 199,
                          ""),
                "8000");
}

static void
test_graph (void)
{
  assert_limit (numbered ("loss = mean(z", "+exp(z*#)/(1+z^#)", 300, ")"), NULL);
  assert_limit (numbered ("loss = mean(z", "+exp(z*#)/(1+z^#)", 700, ")"), "8000");
  assert_limit (numbered ("loss = sum(z", "*softmax(z*#)", 900, ")"), "8000");
}

/* Each line has the one before it twice: what is shared is made once. */
static void
test_sharing (void)
{
  static const char *const LINES[] = {
    "a#+1=a#*exp(a#)\n",     "a#+1=max(a#, -a#)\n", "a#+1=where(a#, log(a#), a#/a#)\n",
    "a#+1=softmax(a#)*a#\n", "a#+1=(a#/K*K)^a#\n",  "a#+1=a#-sum_classes(a#)\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (LINES); i++)
    {
      GString *text = g_string_new ("a0=z\n");

      for (guint n = 0; n < 60; n++)
        {
          g_autofree char *from = g_strdup_printf ("a%u", n), *to = g_strdup_printf ("a%u", n + 1);
          GString *line = g_string_new (LINES[i]);

          g_string_replace (line, "a#+1", "to", 0);
          g_string_replace (line, "a#", from, 0);
          g_string_replace (line, "to", to, 0);
          g_string_append (text, line->str);
          g_string_free (line, TRUE);
        }
      g_string_append (text, "loss = a60[y]");
      assert_limit (g_string_free (text, FALSE), NULL);
    }
}

/* Twenty are enough for everyone. */
static void
test_many (void)
{
  g_autofree char *text = numbered ("loss = p[y]\n", "a# = b#\n", 150, "");
  g_autoptr (LabProblems) problems = problems_of (text);

  g_assert_cmpuint (problems->list->len, ==, 20);
}

static void
test_many_lines (void)
{
  g_autofree char *text = repeated ("loss = p[y]\n", "a=\n", 4000, "");
  g_autoptr (LabProblems) problems = problems_of (text);

  g_assert_cmpuint (problems->list->len, ==, 20);
}

static void
test_not_utf8 (void)
{
  static const char *const TEXTS[]
      = { "loss = p[y] # \xff", "\xc3", "\xe2\x82", "loss = \xed\xa0\x80" };

  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    assert_limit (g_strdup (TEXTS[i]), "UTF-8");
}

/* What describe() shows: the line, and a caret under each character. */
static void
test_description (void)
{
  const char *text = "# größer\nloss =\t2*ü + p[q]\n";
  g_autoptr (LabProblems) problems = problems_of (text);
  g_autofree char *described = lab_problems_describe (problems);

  g_assert_cmpstr (
      described, ==,
      "line 2, column 10: Names are made of the letters a to z, of digits and _: ‘ü’ is "
      "none of them\n"
      "  loss = 2*ü + p[q]\n"
      "           ^");
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  folder = g_test_build_filename (G_TEST_DIST, "corpus", "errors", NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".loss"))
      {
        g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".loss"));
        g_autofree char *path = g_strdup_printf ("/errors/texts/%s", stem);

        g_test_add_data_func_full (path, g_build_filename (folder, stem, NULL), test_file, g_free);
      }
  g_test_add_func ("/errors/limits/length", test_length);
  g_test_add_func ("/errors/limits/nesting", test_nesting);
  g_test_add_func ("/errors/limits/chain", test_chain);
  g_test_add_func ("/errors/limits/lines", test_lines);
  g_test_add_func ("/errors/limits/parameters", test_parameters);
  g_test_add_func ("/errors/limits/tree", test_tree);
  g_test_add_func ("/errors/limits/graph", test_graph);
  g_test_add_func ("/errors/limits/sharing", test_sharing);
  g_test_add_func ("/errors/many", test_many);
  g_test_add_func ("/errors/many-lines", test_many_lines);
  g_test_add_func ("/errors/not-utf-8", test_not_utf8);
  g_test_add_func ("/errors/description", test_description);
  return g_test_run ();
}
