/* SPDX-License-Identifier: MIT */
/* The settings table, specs and experiments: walked row by row. */
#include "experiment.h"
#include "value.h"

#include <string.h>

/* A legal value of each row that is not its initial one. */
static const char *const OTHER[LAB_N_SETTINGS] = {
  [LAB_SETTING_DATASET] = "fashion-mnist",
  [LAB_SETTING_KEEP] = "0=0.01,3=0.5",
  [LAB_SETTING_LABEL_NOISE] = "0.4",
  [LAB_SETTING_TRAIN_SIZE] = "5000",
  [LAB_SETTING_VALIDATION] = "0.1",
  [LAB_SETTING_DATA_SEED] = "9007199254740991",
  [LAB_SETTING_HIDDEN] = "none",
  [LAB_SETTING_LOSS] = "cross-entropy-l1",
  [LAB_SETTING_LOSS_PARAMETERS] = "alpha=1e-05,beta=2",
  [LAB_SETTING_CLASS_WEIGHTS] = "0=2,8=1.5",
  [LAB_SETTING_OPTIMIZER] = "sgd",
  [LAB_SETTING_LEARNING_RATE] = "0.123456789012345",
  [LAB_SETTING_MOMENTUM] = "0.5",
  [LAB_SETTING_BATCH_SIZE] = "1",
  [LAB_SETTING_EPOCHS] = "30",
  [LAB_SETTING_EVALUATIONS] = "2",
  [LAB_SETTING_SEED] = "0",
};

static void
test_table (void)
{
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      const LabSetting *setting = &lab_settings[i];

      g_assert_cmpint (setting->id, ==, i);
      g_assert_true (lab_setting_find (setting->name) == setting);
      g_assert_nonnull (setting->title);
      g_assert_nonnull (setting->argument);
      g_assert_true (g_str_has_suffix (setting->help, "."));
    }
  g_assert_null (lab_setting_find ("nothing"));
}

static void
test_round_trip (void)
{
  g_autoptr (LabSpec) initial = lab_spec_new ();
  g_autofree char *initial_hash = lab_spec_hash (initial);

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      g_autoptr (LabSpec) spec = lab_spec_with (initial, i, OTHER[i], NULL);
      g_autofree char *text = lab_spec_print (spec, i);
      g_autofree char *before = lab_spec_print (initial, i);
      g_autofree char *hash = lab_spec_hash (spec);
      g_autoptr (LabSpec) back = lab_spec_with (spec, i, lab_settings[i].initial, NULL);
      json_t *json = lab_spec_to_json (spec, LAB_SETTING_OF_DATA, LAB_SETTING_OF_LOSS);
      g_autoptr (LabSpec) read = lab_spec_from_json (initial, json, NULL);

      g_assert_cmpstr (text, ==, OTHER[i]);
      g_assert_cmpstr (before, ==, lab_settings[i].initial);
      g_assert_false (lab_spec_equal (spec, initial));
      g_assert_cmpstr (hash, !=, initial_hash);
      g_assert_true (lab_spec_equal (back, initial));
      g_assert_true (lab_spec_equal (read, spec));
      g_assert_cmpuint (json_object_size (json), ==, LAB_N_SETTINGS);
      json_decref (json);
    }
}

/* What nobody may write, in any row of its type. */
static void
test_refused (void)
{
  static const struct
  {
    LabSettingType type;
    const char *texts[24];
  } BAD[] = {
    { LAB_SETTING_TYPE_INTEGER,
      { "", " 3", "-1", "1.5", "abc", "0x10", "99999999999999999999", "4294967297" } },
    { LAB_SETTING_TYPE_SEED, { "", "-1", "1e3", "9007199254740992" } },
    { LAB_SETTING_TYPE_REAL,
      { "", "abc", "nan", "inf", "-inf", "1e999", "0x1p3", "1,5", "--1", "-0.5", "1e300" } },
    { LAB_SETTING_TYPE_CHOICE, { "", "Adam", "adam|sgd" } },
    { LAB_SETTING_TYPE_WORD, { "", "\xff\xfe" } },
    { LAB_SETTING_TYPE_LOSS,
      { "", "\xff\xfe", "formula:", "formula:loss = 1\r\n", "formula:\x01", "focal\n", "a\tb" } },
    { LAB_SETTING_TYPE_SIZES,
      { "", "128,,64", ",", "0", "128,64,", "a", "-4", "1,1,1,1,1,1,1,1,1", "10000000000" } },
    { LAB_SETTING_TYPE_CLASS_NUMBERS,
      { "", "0", "0=", "=1", "0=2", "0=-1", "0=nan", "256=1", "a=1", "0=1,0=1", "0=1,,1=1",
        "+1=1" } },
    { LAB_SETTING_TYPE_CLASS_WEIGHTS,
      { "", "2", "0=abc", "0=-1", "0=nan", "0=inf", "256=1", "Balanced", "0=2,0=3" } },
    { LAB_SETTING_TYPE_PARAMETERS,
      { "", "alpha", "alpha=", "=1", "alpha=x", "alpha=inf", "a=1,a=2" } },
  };
  g_autoptr (LabSpec) spec = lab_spec_new ();

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    for (guint b = 0; b < G_N_ELEMENTS (BAD); b++)
      for (guint t = 0; BAD[b].type == lab_settings[i].type && BAD[b].texts[t] != NULL; t++)
        {
          g_autoptr (GError) error = NULL;

          if (lab_spec_with (spec, i, BAD[b].texts[t], &error) != NULL)
            g_error ("%s takes ‘%s’", lab_settings[i].name, BAD[b].texts[t]);
          g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
          g_assert_true (g_str_has_prefix (error->message, lab_settings[i].name));
          g_assert_true (strchr (error->message, '\n') == NULL);
        }
}

/* Nothing is a text of several lines, and what is quoted of a file does not make a message one. */
static void
test_lines (void)
{
  g_autoptr (LabSpec) spec = lab_spec_new ();
  json_t *json = json_pack ("{s:i}", "ep\nochs", 3);
  g_autoptr (GError) unknown = NULL;

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      g_autofree char *text = g_strconcat (OTHER[i], "\n", OTHER[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (lab_spec_with (spec, i, text, &error));
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
      g_assert_true (strchr (error->message, '\n') == NULL);
    }
  g_assert_null (lab_spec_from_json (spec, json, &unknown));
  g_assert_error (unknown, LAB_ERROR, LAB_ERROR_REQUEST);
  g_assert_true (strstr (unknown->message, "‘ep ochs’") != NULL);
  json_decref (json);
}

/* One zero, one text. */
static void
test_zero (void)
{
  g_autoptr (LabSpec) spec = lab_spec_new ();
  g_autoptr (LabSpec) zero = lab_spec_with (spec, LAB_SETTING_LABEL_NOISE, "-0", NULL);
  g_autofree char *text = lab_spec_print (zero, LAB_SETTING_LABEL_NOISE);

  g_assert_cmpstr (text, ==, "0");
  g_assert_true (lab_spec_equal (spec, zero));
}

static void
test_bounds (void)
{
  g_autoptr (LabSpec) spec = lab_spec_new ();

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    {
      const LabSetting *setting = &lab_settings[i];
      char least[G_ASCII_DTOSTR_BUF_SIZE], greatest[G_ASCII_DTOSTR_BUF_SIZE];
      g_autoptr (LabSpec) at_least = NULL;
      g_autoptr (LabSpec) at_most = NULL;

      if (setting->type != LAB_SETTING_TYPE_INTEGER && setting->type != LAB_SETTING_TYPE_REAL
          && setting->type != LAB_SETTING_TYPE_SEED)
        continue;
      g_ascii_formatd (least, sizeof least,
                       setting->type == LAB_SETTING_TYPE_REAL ? "%.15g" : "%.0f", setting->least);
      g_ascii_formatd (greatest, sizeof greatest,
                       setting->type == LAB_SETTING_TYPE_REAL ? "%.15g" : "%.0f",
                       setting->greatest);
      at_least = lab_spec_with (spec, i, least, NULL);
      at_most = lab_spec_with (spec, i, greatest, NULL);
      g_assert_true ((at_least == NULL) == setting->open);
      g_assert_nonnull (at_most);
      g_clear_pointer (&at_least, lab_spec_unref);
    }
}

static void
test_experiment (void)
{
  g_autoptr (LabExperiment) experiment = lab_experiment_new ();
  g_autoptr (LabExperiment) read = NULL;
  g_autoptr (LabSpec) later = NULL;
  g_autoptr (GError) error = NULL;
  json_t *json, *again;

  g_assert_cmpuint (experiment->n_sides, ==, 2);
  g_assert_cmpstr (experiment->sides[1]->loss, ==, "weighted-cross-entropy");
  g_assert_true (lab_experiment_set (experiment, 1, LAB_SETTING_EPOCHS, "7", NULL));
  g_assert_cmpuint (experiment->sides[0]->epochs, ==, 7);
  g_assert_true (lab_experiment_set (experiment, 1, LAB_SETTING_CLASS_WEIGHTS, "balanced", NULL));
  g_assert_cmpint (experiment->sides[0]->class_weights.kind, ==, LAB_CLASS_WEIGHTS_OWN);
  g_assert_true (lab_experiment_add_side (experiment, "cross-entropy-l1", NULL));
  g_assert_cmpint (experiment->sides[2]->class_weights.kind, ==, LAB_CLASS_WEIGHTS_OWN);
  g_assert_true (lab_experiment_add_side (experiment, "cross-entropy", NULL));
  g_assert_false (lab_experiment_add_side (experiment, "cross-entropy", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  experiment->n_seeds = 3;
  later = lab_experiment_run_spec (experiment, 1, 2, NULL);
  g_assert_cmpuint (later->seed, ==, 3);

  json = lab_experiment_to_json (experiment);
  read = lab_experiment_from_json (json, NULL);
  g_assert_nonnull (read);
  again = lab_experiment_to_json (read);
  g_assert_true (json_equal (json, again));
  g_assert_cmpuint (read->n_seeds, ==, 3);
  for (guint s = 0; s < 4; s++)
    g_assert_true (lab_spec_equal (read->sides[s], experiment->sides[s]));
  json_decref (json);
  json_decref (again);
}

static void
test_broken_json (void)
{
  static const char *const BROKEN[] = {
    "[]",
    "{}",
    "{\"losses\": []}",
    "{\"losses\": [1]}",
    "{\"losses\": {}}",
    "{\"losses\": [{\"loss\": 3.5, \"x\": 1}]}",
    "{\"losses\": [{}, {}, {}, {}, {}]}",
    "{\"losses\": [{}], \"epochs\": 0}",
    "{\"losses\": [{}], \"epochs\": [1]}",
    "{\"losses\": [{}], \"nonsense\": 1}",
    "{\"losses\": [{\"epochs\": 3}]}",
    "{\"losses\": [{}], \"seeds\": 0}",
    "{\"losses\": [{}], \"seeds\": \"2\"}",
    "{\"losses\": [{}], \"lr\": null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (BROKEN); i++)
    {
      json_t *json = json_loads (BROKEN[i], 0, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (json);
      if (lab_experiment_from_json (json, &error) != NULL)
        g_error ("%s is taken", BROKEN[i]);
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
      json_decref (json);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/specs/table", test_table);
  g_test_add_func ("/specs/round-trip", test_round_trip);
  g_test_add_func ("/specs/refused", test_refused);
  g_test_add_func ("/specs/lines", test_lines);
  g_test_add_func ("/specs/zero", test_zero);
  g_test_add_func ("/specs/bounds", test_bounds);
  g_test_add_func ("/specs/experiment", test_experiment);
  g_test_add_func ("/specs/broken-json", test_broken_json);
  return g_test_run ();
}
