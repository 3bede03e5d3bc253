/* SPDX-License-Identifier: MIT */
#include "store/file.h"

#include "engine.h"
#include "temp.h"

#include <glib/gstdio.h>

#include <string.h>

static char *
source_path (const char *first, const char *second)
{
  return g_test_build_filename (G_TEST_DIST, "..", first, second, NULL);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (LabExperiment) experiment = lab_experiment_new ();
      g_autofree char *seed = g_strdup_printf ("%d", g_rand_int_range (random, 0, 1000000));
      g_autofree char *keep = g_strdup_printf ("%d=0.%d", g_rand_int_range (random, 0, 10),
                                               g_rand_int_range (random, 1, 1000));
      const LabFile file
          = { (char *) "A title, \"quoted\" \\ äöü", (char *) "One line.\nAnother.", experiment };
      g_autoptr (LabFile) back = NULL;
      g_autofree char *text = NULL, *again = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (lab_experiment_set (experiment, 0, LAB_SETTING_SEED, seed, NULL));
      g_assert_true (lab_experiment_set (experiment, 0, LAB_SETTING_KEEP, keep, NULL));
      if (g_rand_boolean (random))
        g_assert_true (lab_experiment_add_side (experiment, "cross-entropy-l1", NULL));
      text = lab_file_print (&file);
      back = lab_file_parse (text, -1, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (back->title, ==, file.title);
      g_assert_cmpstr (back->description, ==, file.description);
      g_assert_cmpuint (back->experiment->n_sides, ==, experiment->n_sides);
      for (guint side = 0; side < experiment->n_sides; side++)
        g_assert_true (lab_spec_equal (back->experiment->sides[side], experiment->sides[side]));
      again = lab_file_print (back);
      g_assert_cmpstr (again, ==, text);
    }
}

static void
test_refused (void)
{
  const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "line 1" },
    { "{\"losslab\": 1,\n \"losses\": [}", "line 2, column" },
    { "[]", "losslab" },
    { "{\"losses\": [{}]}", "losslab" },
    { "{\"losslab\": 2, \"losses\": [{}]}", "newer version" },
    { "{\"losslab\": 1}", "losses" },
    { "{\"losslab\": 1, \"losses\": []}", "losses" },
    { "{\"losslab\": 1, \"losses\": [{}, {}, {}, {}, {}]}", "losses" },
    { "{\"losslab\": 1, \"title\": 5, \"losses\": [{}]}", "title" },
    { "{\"losslab\": 1, \"title\": \"a\\nb\", \"losses\": [{}]}", "title" },
    { "{\"losslab\": 1, \"epochs\": \"many\", \"losses\": [{}]}", "epochs" },
    { "{\"losslab\": 1, \"epochs\": 0, \"losses\": [{}]}", "epochs" },
    { "{\"losslab\": 1, \"epoch\": 3, \"losses\": [{}]}", "epoch" },
    { "{\"losslab\": 1, \"losslab\": 1, \"losses\": [{}]}", "line 1" },
    { "{\"losslab\": 1, \"losses\": [{\"epochs\": 3}]}", "epochs" },
    { "{\"losslab\": 1, \"losses\": [{\"text\": 3}]}", "text: must be an array of lines" },
    { "{\"losslab\": 1, \"losses\": [{\"text\": [\"loss = 1\", 3]}]}", "text: must be" },
    { "{\"losslab\": 1, \"losses\": [{\"loss\": 3, \"text\": \"loss = 1\"}]}", "loss: must be" },
    { "{\"losslab\": 1, \"losses\": [{\"text\": []}]}", "text of the standard loss" },
    { "{\"losslab\": 1, \"losses\": [{}, {\"text\": [\"# mine\", \"loss = -log(p_y)\"]}]}",
      "text of the custom loss: line 2, column 13: ‘p_y’ is not defined: did you mean ‘p[y]’?" },
    { "{\"losslab\": 1, \"losses\": [{\"text\": \"loss = 1 # \\u0001\"}]}", "control character" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_file_parse (cases[i].text, -1, &error));
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
      g_test_message ("%s", error->message);
      g_assert_true (strstr (error->message, cases[i].words) != NULL);
      g_assert_true (strchr (error->message, '\n') == NULL);
    }
}

/* A mistake in a file is found by its line. */
static void
test_lines (void)
{
  const struct
  {
    const char *members;
    const char *begins;
  } cases[] = {
    { "\"epochs\": 0,\n", "line 3: epochs: " },
    { "\n\"lr\": \"x\",\n", "line 4: lr: " },
    { "\"epoch\": 2,\n", "line 3: settings: ‘epoch’ is no setting" },
    { "\"seeds\": 0,\n", "line 3: seeds: " },
    { "\"title\": 7,\n", "line 3: title: " },
    { "\"epochs\": [1],\n", "line 3: epochs: " },
    { "\"epochs\": 1.5,\n", "line 3: epochs: " },
    { "\"epochs\": true,\n", "line 3: epochs: " },
    { "\"epochs\": null,\n", "line 3: epochs: " },
    { "\"lr\": -1,\n", "line 3: lr: " },
    { "\"hidden\": \"a\",\n", "line 3: hidden: " },
    { "\"optimizer\": \"none\",\n", "line 3: optimizer: " },
    { "\"seeds\": \"two\",\n", "line 3: seeds: " },
    { "\"description\": {},\n", "line 3: description: " },
    { "\"lr\": 1e999,\n", "line 3, column " },
    { "\"lr\": .5,\n", "line 3, column " },
    { "\"lr\": 1,\n\"lr\": 2,\n", "line 4, column " },
    { "\n'lr': 1,\n", "line 4, column " },
  };
  static const char *const VERSIONS[]
      = { "0", "-1", "1.5", "\"1\"", "null", "true", "[1]", "2", "99999999999" };
  static const char *const LOSSES[] = { "5", "[]", "{}", "[5]", "[null]", "[[]]", "[{}, \"mae\"]" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"losslab\": 1,\n\n%s\"losses\": [{\"loss\": \"mae\"}]}",
                             cases[i].members);
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_file_parse (text, -1, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].begins));
    }
  for (guint i = 0; i < G_N_ELEMENTS (VERSIONS); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\n\"losslab\": %s,\n\"losses\": [{}]}", VERSIONS[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_file_parse (text, -1, &error));
      g_test_message ("%s", error->message);
      g_assert_true (i < 7 ? g_str_has_prefix (error->message, "line 2: losslab: must be")
                           : strstr (error->message, "newer version") != NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (LOSSES); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"losslab\": 1,\n\n\"losses\": %s}", LOSSES[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_file_parse (text, -1, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, "line 3: losses: "));
    }
}

/* As the first versions wrote them, with a loss's text for its name. */
static void
test_older (void)
{
  static const struct
  {
    guint side;
    LabSettingId setting;
    const char *value;
  } EXPECTED[] = {
    { 0, LAB_SETTING_DATASET, "mnist" },
    { 0, LAB_SETTING_KEEP, "0=0.01" },
    { 0, LAB_SETTING_LABEL_NOISE, "0.25" },
    { 0, LAB_SETTING_TRAIN_SIZE, "5000" },
    { 0, LAB_SETTING_VALIDATION, "0.1" },
    { 0, LAB_SETTING_HIDDEN, "64,32" },
    { 0, LAB_SETTING_LEARNING_RATE, "0.01" },
    { 1, LAB_SETTING_MOMENTUM, "0.9" },
    { 1, LAB_SETTING_BATCH_SIZE, "32" },
    { 1, LAB_SETTING_EPOCHS, "7" },
    { 1, LAB_SETTING_SEED, "11" },
    { 0, LAB_SETTING_LOSS, "focal" },
    { 0, LAB_SETTING_LOSS_PARAMETERS, "gamma=3" },
    { 0, LAB_SETTING_CLASS_WEIGHTS, "own" },
    { 1, LAB_SETTING_LOSS, "formula:# Mine\na = 1 in [0, 2]\nloss = -a*w[y]*log(p[y])\n" },
    { 1, LAB_SETTING_LOSS_PARAMETERS, "a=0.5" },
    { 1, LAB_SETTING_CLASS_WEIGHTS, "0=2,8=1.5" },
  };
  g_autofree char *path = source_path ("tests", "corpus/losslab/older-names");
  g_autoptr (GError) error = NULL;
  g_autoptr (LabFile) file = lab_file_load (path, &error), back = NULL;
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (file->title, ==, "As it was first written");
  g_assert_cmpuint (file->experiment->n_sides, ==, 2);
  g_assert_cmpuint (file->experiment->n_seeds, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (EXPECTED); i++)
    {
      g_autofree char *value
          = lab_spec_print (file->experiment->sides[EXPECTED[i].side], EXPECTED[i].setting);

      g_assert_cmpstr (value, ==, EXPECTED[i].value);
    }
  again = lab_file_print (file);
  back = lab_file_parse (again, -1, &error);
  g_assert_no_error (error);
  g_assert_true (lab_experiment_equal (back->experiment, file->experiment));
}

/* What the first side of a file is, with these members. */
static char *
loss_of (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"losslab\": 1, \"losses\": [{%s}]}", members);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabFile) file = lab_file_parse (text, -1, &error);

  g_assert_no_error (error);
  return lab_spec_print (file->experiment->sides[0], LAB_SETTING_LOSS);
}

/* A text decides, unless it is the one that the program has for the name. */
static void
test_texts (void)
{
  const struct
  {
    const char *members;
    const char *loss;
  } cases[] = {
    { "\"loss\": \"mae\"", "mae" },
    { "\"loss\": \"formula:loss = 2\\n\"", "formula:loss = 2\n" },
    { "\"loss\": \"unknown\"", "unknown" },
    { "\"text\": [\"# Two\", \"loss = 2\"]", "formula:# Two\nloss = 2" },
    { "\"text\": \"# Two\\r\\nloss = 2\\r\\n\"", "formula:# Two\nloss = 2\n" },
    { "\"loss\": \"mae\", \"text\": [\"loss = 2\"]", "formula:loss = 2" },
    { "\"loss\": \"Nothing known\", \"text\": [\"loss = 2\"]", "formula:loss = 2" },
  };
  g_autoptr (LabExperiment) experiment = lab_experiment_new ();
  const LabFile file = { (char *) "x", (char *) "", experiment };
  g_autofree char *text = NULL, *edited = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (LabFile) back = NULL;
  g_autoptr (LabFile) changed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *loss = loss_of (cases[i].members);

      g_assert_cmpstr (loss, ==, cases[i].loss);
    }

  g_assert_true (lab_experiment_set (experiment, 0, LAB_SETTING_LOSS, "focal", NULL));
  g_assert_true (lab_experiment_set (experiment, 1, LAB_SETTING_LOSS,
                                     "formula:# ‘Mine’\n\n\tloss =\n  2\n\n", NULL));
  text = lab_file_print (&file);
  g_assert_nonnull (strstr (text, "\"loss\": \"focal\""));
  g_assert_nonnull (strstr (text, "\"gamma = 2 in [0, 5]\",\n"));
  g_assert_nonnull (strstr (text, "\"loss\": \"‘Mine’\""));
  back = lab_file_parse (text, -1, NULL);
  g_assert_true (lab_experiment_equal (back->experiment, experiment));

  /* One line changed by hand: it is no longer the catalogue's. */
  parts = g_strsplit (text, "gamma = 2 in [0, 5]", -1);
  edited = g_strjoinv ("gamma = 3 in [0, 9]", parts);
  changed = lab_file_parse (edited, -1, NULL);
  g_assert_true (g_str_has_prefix (changed->experiment->sides[0]->loss, "formula:# Focal loss\n"));
  g_assert_nonnull (strstr (changed->experiment->sides[0]->loss, "\ngamma = 3 in [0, 9]\n"));
  g_assert_cmpstr (changed->experiment->sides[1]->loss, ==, experiment->sides[1]->loss);
}

static void
test_places (void)
{
  g_autoptr (LabTemp) folder = lab_temp_new ();
  g_autofree char *path = g_build_filename (folder, "x.losslab", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.losslab", NULL);
  g_autofree char *digits = g_build_filename (folder, "digits", NULL);
  g_autoptr (LabExperiment) experiment = lab_experiment_new ();
  const LabFile file = { (char *) "x", (char *) "", experiment };
  g_autoptr (LabFile) back = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_file_save (&file, path, &error));
  g_assert_no_error (error);
  back = lab_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->title, ==, "x");

  /* a folder of data beside the file, and a name that is none */
  g_clear_pointer (&back, lab_file_free);
  g_assert_cmpint (g_mkdir (digits, 0700), ==, 0);
  g_assert_true (lab_experiment_set (experiment, 0, LAB_SETTING_DATASET, "digits", NULL));
  g_assert_true (lab_file_save (&file, path, &error));
  back = lab_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->experiment->sides[1]->dataset, ==, digits);
  g_clear_pointer (&back, lab_file_free);
  g_assert_true (lab_experiment_set (experiment, 0, LAB_SETTING_DATASET, "elsewhere", NULL));
  g_assert_true (lab_file_save (&file, path, &error));
  back = lab_file_load (path, &error);
  g_assert_cmpstr (back->experiment->sides[1]->dataset, ==, "elsewhere");

  g_assert_null (lab_file_load (missing, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_DATA);
  g_assert_true (strstr (error->message, "missing.losslab") != NULL);
  g_clear_error (&error);
  g_assert_null (lab_file_load (folder, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_DATA);
  g_clear_error (&error);
  g_assert_null (lab_file_load ("/dev/zero", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_DATA);
}

/* Every lesson loads, and trains a little. */
static void
test_lessons (void)
{
  g_autofree char *folder = source_path ("resources", "lessons");
  g_autoptr (GDir) lessons = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (lessons);
  while ((name = g_dir_read_name (lessons)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (LabFile) file = lab_file_load (path, &error);
      g_autoptr (LabDataset) dataset = NULL;
      g_autoptr (LabEngine) engine = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (file->title, !=, "");
      g_assert_cmpstr (file->description, !=, "");
      g_assert_true (lab_experiment_set (file->experiment, 0, LAB_SETTING_TRAIN_SIZE, "200", NULL));
      n++;
      dataset = lab_dataset_load (file->experiment->sides[0]->dataset, NULL);
      if (dataset == NULL) /* Fashion-MNIST is not installed everywhere */
        continue;
      engine = lab_engine_new (file->experiment, dataset, 1, NULL, NULL, &error);
      g_assert_no_error (error);
      lab_engine_step (engine);
      while (lab_series_count (lab_engine_get_run (engine, 0)->loss) == 0)
        g_usleep (1000);
    }
  g_assert_cmpuint (n, >=, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/files/round-trip", test_round_trip);
  g_test_add_func ("/files/refused", test_refused);
  g_test_add_func ("/files/lines", test_lines);
  g_test_add_func ("/files/older", test_older);
  g_test_add_func ("/files/texts", test_texts);
  g_test_add_func ("/files/places", test_places);
  g_test_add_func ("/files/lessons", test_lessons);
  return g_test_run ();
}
