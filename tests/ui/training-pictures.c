/* SPDX-License-Identifier: MIT */
/* Some of the pictures that are learnt from: which, and what is said of them. */
#include "ui/widget/training-pictures.h"

#include "stage.h"

#include <string.h>

static LabTrainingPictures *
show_pictures (Stage *stage)
{
  GtkWidget *pictures = lab_training_pictures_new ();

  lab_training_pictures_set (LAB_TRAINING_PICTURES (pictures),
                             lab_session_get_dataset (stage->session),
                             lab_session_get_training_set (stage->session));
  stage_show (stage, pictures, 400, 400);
  gtk_test_accessible_assert_role (pictures, GTK_ACCESSIBLE_ROLE_IMG);
  return LAB_TRAINING_PICTURES (pictures);
}

static void
change (Stage *stage, LabSettingId setting, const char *text)
{
  LabTrainingSet *before = lab_session_get_training_set (stage->session);

  g_assert_true (lab_document_set (stage->document, 0, setting, text, NULL));
  stage_wait (lab_session_get_training_set (stage->session) != before);
}

/* So few that all are shown, in their order. */
static void
test_few (Stage *stage, gconstpointer data)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *words = NULL;
  const LabTrainingSet *set;
  LabTrainingPictures *pictures;

  change (stage, LAB_SETTING_TRAIN_SIZE, "7");
  pictures = show_pictures (stage);
  set = lab_session_get_training_set (stage->session);
  g_assert_cmpuint (set->n, ==, 7);
  for (guint i = 0; i < set->n; i++)
    g_string_append_printf (expected, "%s%u", i > 0 ? ", " : "", set->label[i]);
  words = stage_description (pictures);
  g_assert_cmpstr (words, ==, expected->str);
  lab_training_pictures_draw_lots (pictures); /* there are no others */
  gtk_test_accessible_assert_property (pictures, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       expected->str);
}

/* Of many, others on request, and others again with another training set. */
static void
test_lots (Stage *stage, gconstpointer data)
{
  LabTrainingPictures *pictures = show_pictures (stage);
  g_autofree char *first = stage_description (pictures);
  g_autofree char *second = NULL, *third = NULL;
  g_auto (GStrv) parts = g_strsplit (first, ", ", -1);

  g_assert_cmpuint (g_strv_length (parts), >=, 24);
  g_assert_null (strstr (first, "(is"));
  lab_training_pictures_draw_lots (pictures);
  second = stage_description (pictures);
  g_assert_cmpstr (second, !=, first);
  lab_training_pictures_set (pictures, lab_session_get_dataset (stage->session),
                             lab_session_get_training_set (stage->session));
  gtk_test_accessible_assert_property (pictures, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, second);
  change (stage, LAB_SETTING_DATA_SEED, "77");
  lab_training_pictures_set (pictures, lab_session_get_dataset (stage->session),
                             lab_session_get_training_set (stage->session));
  third = stage_description (pictures);
  g_assert_cmpstr (third, !=, second);
}

/* What is labelled wrong is said to be. */
static void
test_wrong (Stage *stage, gconstpointer data)
{
  LabTrainingPictures *pictures;
  g_auto (GStrv) parts = NULL;
  g_autofree char *words = NULL;

  change (stage, LAB_SETTING_LABEL_NOISE, "1");
  pictures = show_pictures (stage);
  words = stage_description (pictures);
  parts = g_strsplit (words, ", ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      unsigned told, truth;

      g_assert_cmpint (sscanf (parts[i], "%u (is %u)", &told, &truth), ==, 2);
      g_assert_cmpuint (told, !=, truth);
    }
  gtk_test_widget_wait_for_draw (stage->window);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/training-pictures/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("few", test_few);
  ADD ("lots", test_lots);
  ADD ("wrong", test_wrong);
  return g_test_run ();
}
