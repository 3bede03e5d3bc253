/* SPDX-License-Identifier: MIT */
#include "loss-argument.h"

#include "catalogue.h"

#include <string.h>

#define ENDING     ".loss"
#define EXPERIMENT ".losslab"

LabLoss *
lab_loss_argument_compile (const char *command, const char *what, const char *text, GError **error)
{
  g_autofree char *tidy = NULL, *words = NULL;
  g_autoptr (LabProblems) problems = NULL;
  LabLoss *loss;

  if (!g_utf8_validate (text, -1, NULL))
    {
      lab_error_refuse (error, "%s: the text is not UTF-8", what);
      return NULL;
    }
  tidy = lab_loss_tidy (text);
  problems = lab_problems_new (tidy);
  loss = lab_loss_new (NULL, tidy, problems);
  words = lab_problems_describe (problems);
  if (loss == NULL)
    lab_error_refuse (error, "%s: %s", what, words);
  else if (*words != '\0')
    g_printerr ("losslab %s: %s: %s\n", command, what, words);
  return loss;
}

LabLoss *
lab_loss_argument_read_file (const char *command, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *shown = lab_error_line (name);
  g_autofree char *text = lab_catalogue_read (path, error);

  return text == NULL ? NULL : lab_loss_argument_compile (command, shown, text, error);
}

/* The catalogue has no losses with errors: the file itself says what they are. */
static char *
own_file (const char *id)
{
  g_autofree char *folder = lab_catalogue_folder ();
  g_autofree char *file = g_strconcat (id, ENDING, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

LabLoss *
lab_loss_argument_read (const char *command, const char *what, const char *loss, GError **error)
{
  g_autofree char *own = NULL, *line = NULL;
  LabLoss *found;

  if (g_str_has_prefix (loss, LAB_LOSS_TYPED))
    return lab_loss_argument_compile (command, what, loss + strlen (LAB_LOSS_TYPED), error);
  if (g_str_has_suffix (loss, EXPERIMENT))
    {
      line = lab_error_line (loss);
      lab_error_refuse (error, "%s: ‘%s’ is an experiment, not a loss: losslab FILE shows it", what,
                        line);
      return NULL;
    }
  if (strpbrk (loss, "=([\n") != NULL && !g_str_has_suffix (loss, ENDING))
    {
      line = lab_error_line (loss);
      lab_error_refuse (error,
                        "%s: ‘%s’ is no loss's name: before a text write %s, as in '%sloss = "
                        "-log(p[y])'",
                        what, line, LAB_LOSS_TYPED, LAB_LOSS_TYPED);
      return NULL;
    }
  if (strchr (loss, '/') != NULL || g_str_has_suffix (loss, ENDING))
    return lab_loss_argument_read_file (command, loss, error);
  found = lab_catalogue_find (loss, NULL);
  if (found != NULL)
    return found;
  own = own_file (loss);
  if (own != NULL)
    return lab_loss_argument_read_file (command, own, error);
  return lab_catalogue_find (loss, error);
}
