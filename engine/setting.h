/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LabSettingId: the rows of the settings table. */
typedef enum
{
  LAB_SETTING_DATASET,
  LAB_SETTING_KEEP,
  LAB_SETTING_LABEL_NOISE,
  LAB_SETTING_TRAIN_SIZE,
  LAB_SETTING_VALIDATION,
  LAB_SETTING_DATA_SEED,
  LAB_SETTING_HIDDEN,
  LAB_SETTING_LOSS,
  LAB_SETTING_LOSS_PARAMETERS,
  LAB_SETTING_CLASS_WEIGHTS,
  LAB_SETTING_OPTIMIZER,
  LAB_SETTING_LEARNING_RATE,
  LAB_SETTING_MOMENTUM,
  LAB_SETTING_BATCH_SIZE,
  LAB_SETTING_EPOCHS,
  LAB_SETTING_EVALUATIONS,
  LAB_SETTING_SEED,
  LAB_N_SETTINGS,
} LabSettingId;

/**
 * LabSettingType:
 * @LAB_SETTING_INTEGER: `64`
 * @LAB_SETTING_SEED: an integer of up to 53 bits, so that every JSON reader keeps it
 * @LAB_SETTING_REAL: `0.001`, a decimal number of at most 15 digits
 * @LAB_SETTING_WORD: any text on one line: a name, a folder
 * @LAB_SETTING_LOSS: a catalogue's id, or %LAB_LOSS_TYPED and a text of any number of lines
 * @LAB_SETTING_CHOICE: one of the words in @choices
 * @LAB_SETTING_SIZES: `128,64`, or `none`
 * @LAB_SETTING_CLASS_NUMBERS: `0=0.01,1=0.5`, or `all`; 1 for classes that are not named
 * @LAB_SETTING_CLASS_WEIGHTS: the same, or `balanced`, or `own` for what the loss starts from
 * @LAB_SETTING_PARAMETERS: `alpha=0.01,beta=2`, or `own`
 *
 * How a value is written. Every value has one text: the command line, files, the journal and the
 * window's fields share it.
 */
typedef enum
{
  LAB_SETTING_TYPE_INTEGER,
  LAB_SETTING_TYPE_SEED,
  LAB_SETTING_TYPE_REAL,
  LAB_SETTING_TYPE_WORD,
  LAB_SETTING_TYPE_LOSS,
  LAB_SETTING_TYPE_CHOICE,
  LAB_SETTING_TYPE_SIZES,
  LAB_SETTING_TYPE_CLASS_NUMBERS,
  LAB_SETTING_TYPE_CLASS_WEIGHTS,
  LAB_SETTING_TYPE_PARAMETERS,
} LabSettingType;

/**
 * LabSettingScope:
 * @LAB_SETTING_OF_DATA: changes what the networks are shown
 * @LAB_SETTING_OF_TRAINING: the same for all runs of an experiment
 * @LAB_SETTING_OF_LOSS: may differ from side to side
 */
typedef enum
{
  LAB_SETTING_OF_DATA,
  LAB_SETTING_OF_TRAINING,
  LAB_SETTING_OF_LOSS,
} LabSettingScope;

/**
 * LabSetting:
 * @name: on the command line (`--name`) and in files
 * @title: for people; like @help marked for translation, and translated where it is shown
 * @zero: (nullable): what 0 stands for
 * @argument: what the value is, for the help: `N`, `CLASS=FRACTION,...`
 * @help: what it does to training, one sentence
 * @least, @greatest: the legal range, both included, of each number in the value; @open: @least
 * excluded
 * @initial: the value's text in a new spec
 * @choices: (nullable): words, separated by `|`
 * @live: whether it can change while a run trains
 * @offset: where the value is in a LabSpec
 */
typedef struct
{
  LabSettingId id;
  const char *name;
  LabSettingType type;
  LabSettingScope scope;
  double least;
  double greatest;
  gboolean open;
  gboolean live;
  gsize offset;
  const char *initial;
  const char *choices;
  const char *argument;
  const char *title;
  const char *zero;
  const char *help;
} LabSetting;

/** lab_settings: [LAB_N_SETTINGS] the one table; window, command line, help, codec and tests walk
 * it. */
extern const LabSetting lab_settings[LAB_N_SETTINGS];

/** lab_setting_find: Returns: (nullable): the row of that name. */
const LabSetting *lab_setting_find (const char *name);

G_END_DECLS
