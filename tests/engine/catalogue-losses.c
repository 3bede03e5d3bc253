/* SPDX-License-Identifier: MIT */
/* Losses by their names: those of the program, those of the user's folder, typed ones. */
#include "catalogue.h"
#include "oracle.h"
#include "temp.h"

#include <string.h>

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_loss_find ("focl", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_assert_true (strstr (error->message, "focal") != NULL);
}

static void
test_typed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLoss) loss = lab_loss_find ("formula:# Mine\nloss = -log(p[y])", &error);
  g_autoptr (LabLoss) again = NULL;
  g_autofree char *name = NULL;

  g_assert_no_error (error);
  g_assert_null (loss->id);
  g_assert_cmpstr (loss->title, ==, "Mine");
  g_assert_cmpstr (loss->line, ==, "-log(p[y])");
  name = lab_loss_dup_name (loss);
  again = lab_loss_find (name, NULL);
  g_assert_true (again == loss);
  g_assert_null (lab_loss_find ("formula:loss = -log(p_y)", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_assert_cmpstr (error->message, ==,
                   "loss: line 1, column 13: ‘p_y’ is not defined: did you mean ‘p[y]’?");
}

/* Everything that a file has to say is there, in the order of the groups. */
static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  json_t *json = lab_oracle_load ("catalogue");
  guint n = 0;

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);
      g_autoptr (LabProblems) problems = lab_problems_new (loss->text);
      LabLoss *again = lab_loss_new (loss->id, loss->text, problems);
      gboolean in_oracle = FALSE;
      json_t *item;
      size_t j;

      g_assert_true (lab_catalogue_is_builtin (loss->id));
      g_assert_cmpuint (problems->list->len, ==, 0);
      g_assert_true (loss->source != NULL && loss->group != NULL && loss->note != NULL
                     && loss->not_for != NULL);
      json_array_foreach (json_object_get (json, "cases"), j, item) in_oracle
          = in_oracle || g_str_equal (json_string_value (json_object_get (item, "loss")), loss->id);
      g_assert_true (in_oracle);
      lab_loss_unref (again);
      n++;
    }
  g_assert_cmpuint (n, >=, 32);
  g_assert_cmpstr (((LabLoss *) g_ptr_array_index (losses, 0))->id, ==, "cross-entropy");
  json_decref (json);
}

/* The user's own losses are found, listed last, replaced, and refused with words. */
static void
test_own (void)
{
  g_autofree char *folder = lab_catalogue_folder ();
  g_autofree char *broken = g_build_filename (folder, "broken.loss", NULL);
  g_autofree char *name = lab_catalogue_name ("  My loss, 2nd try! ");
  g_autoptr (GPtrArray) losses = NULL;
  g_autoptr (LabLoss) mine = NULL;
  g_autoptr (LabLoss) again = NULL;
  g_autofree char *setting = NULL;
  g_auto (GStrv) wrong = NULL;
  g_autoptr (GError) error = NULL;
  const guint n_before = ({
    g_autoptr (GPtrArray) before = lab_catalogue_list ();
    before->len;
  });

  g_assert_cmpstr (name, ==, "my-loss-2nd-try");
  g_assert_true (lab_catalogue_save (name, "# My loss\nloss = 1 - p[y]\n", &error));
  g_assert_no_error (error);
  losses = lab_catalogue_list ();
  g_assert_cmpuint (losses->len, ==, n_before + 1);
  g_assert_cmpstr (((LabLoss *) g_ptr_array_index (losses, n_before))->id, ==, name);
  g_assert_false (lab_catalogue_is_builtin (name));
  mine = lab_loss_find (name, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mine->title, ==, "My loss");
  /* a spec keeps the text, so that it means the same elsewhere */
  setting = lab_loss_dup_name (mine);
  g_assert_true (g_str_has_prefix (setting, LAB_LOSS_TYPED));

  g_assert_true (lab_catalogue_save (name, "# Other\nloss = 2 - p[y]\n", &error));
  again = lab_loss_find (name, &error);
  g_assert_cmpstr (again->title, ==, "Other");
  g_assert_cmpstr (mine->title, ==, "My loss");

  g_assert_false (lab_catalogue_save ("focal", "loss = p[y]", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_false (lab_catalogue_save ("../x", "loss = p[y]", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (broken, "loss = p_y", -1, NULL));
  wrong = lab_catalogue_reload ();
  g_assert_cmpuint (g_strv_length (wrong), ==, 1);
  g_assert_cmpstr (wrong[0], ==, "broken.loss, line 1: ‘p_y’ is not defined: did you mean ‘p[y]’?");
}

int
main (int argc, char **argv)
{
  /* the user's folder is another one */
  g_autoptr (LabTemp) folder = lab_temp_new ();

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/unknown", test_unknown);
  g_test_add_func ("/catalogue/typed", test_typed);
  g_test_add_func ("/catalogue/builtin", test_catalogue);
  g_test_add_func ("/catalogue/own", test_own);
  return g_test_run ();
}
