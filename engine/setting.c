/* SPDX-License-Identifier: MIT */
#include "setting.h"

#include "spec.h"

#include <glib/gi18n.h>
#include <stddef.h>

#define AT(member) offsetof (LabSpec, member)

const LabSetting lab_settings[LAB_N_SETTINGS] = {
  [LAB_SETTING_DATASET] = {
    .id = LAB_SETTING_DATASET,
    .name = "dataset", .type = LAB_SETTING_TYPE_WORD, .scope = LAB_SETTING_OF_DATA, .offset = AT (dataset),
    .initial = "mnist", .argument = "mnist|fashion-mnist|DIR", .title = N_ ("Dataset"),
    .help = N_ ("The pictures: MNIST, Fashion-MNIST where it is installed, or a folder with the four IDX files."),
  },
  [LAB_SETTING_KEEP] = {
    .id = LAB_SETTING_KEEP,
    .name = "keep", .type = LAB_SETTING_TYPE_CLASS_NUMBERS, .scope = LAB_SETTING_OF_DATA,
    .offset = AT (damage.keep), .least = 0.0, .greatest = 1.0, .initial = "all",
    .argument = "CLASS=FRACTION,...", .title = N_ ("Fraction kept"),
    .help = N_ ("The fraction of a class that stays in the training set: 0=0.01 makes digit 0 rare."),
  },
  [LAB_SETTING_LABEL_NOISE] = {
    .id = LAB_SETTING_LABEL_NOISE,
    .name = "label-noise", .type = LAB_SETTING_TYPE_REAL, .scope = LAB_SETTING_OF_DATA,
    .offset = AT (damage.label_noise), .least = 0.0, .greatest = 1.0, .initial = "0", .argument = "FRACTION",
    .title = N_ ("Label noise"), .help = N_ ("The fraction of the training pictures that get a wrong label."),
  },
  [LAB_SETTING_TRAIN_SIZE] = {
    .id = LAB_SETTING_TRAIN_SIZE,
    .name = "train-size", .type = LAB_SETTING_TYPE_INTEGER, .scope = LAB_SETTING_OF_DATA,
    .offset = AT (damage.train_size), .least = 0.0, .greatest = 2147483647.0, .initial = "0", .argument = "N",
    .title = N_ ("Training pictures"), .zero = N_ ("all"), .help = N_ ("How many pictures the networks learn from; 0 is all of them."),
  },
  [LAB_SETTING_VALIDATION] = {
    .id = LAB_SETTING_VALIDATION,
    .name = "validation", .type = LAB_SETTING_TYPE_REAL, .scope = LAB_SETTING_OF_DATA,
    .offset = AT (damage.validation), .least = 0.0, .greatest = 0.5, .initial = "0", .argument = "FRACTION",
    .title = N_ ("Validation split"),
    .help = N_ ("The fraction of each class's training pictures that is set aside, undamaged, to check on."),
  },
  [LAB_SETTING_DATA_SEED] = {
    .id = LAB_SETTING_DATA_SEED,
    .name = "data-seed", .type = LAB_SETTING_TYPE_SEED, .scope = LAB_SETTING_OF_DATA, .offset = AT (damage.seed),
    .least = 0.0, .greatest = 9007199254740991.0, .initial = "4", .argument = "N", .title = N_ ("Data seed"),
    .help = N_ ("Which pictures are left out, mislabelled or set aside."),
  },
  [LAB_SETTING_HIDDEN] = {
    .id = LAB_SETTING_HIDDEN,
    .name = "hidden", .type = LAB_SETTING_TYPE_SIZES, .scope = LAB_SETTING_OF_TRAINING, .offset = AT (hidden),
    .least = 1.0, .greatest = 1000000.0, .initial = "128,64", .argument = "N,...", .title = N_ ("Hidden layers"),
    .help = N_ ("The sizes of the hidden layers, each followed by a ReLU; none for a linear network."),
  },
  [LAB_SETTING_LOSS] = {
    .id = LAB_SETTING_LOSS,
    .name = "loss", .type = LAB_SETTING_TYPE_LOSS, .scope = LAB_SETTING_OF_LOSS, .offset = AT (loss),
    .initial = "cross-entropy", .argument = "LOSS", .title = N_ ("Loss"),
    .help = N_ ("What the network is trained to make small."),
  },
  [LAB_SETTING_LOSS_PARAMETERS] = {
    .id = LAB_SETTING_LOSS_PARAMETERS,
    .name = "loss-parameters", .type = LAB_SETTING_TYPE_PARAMETERS, .scope = LAB_SETTING_OF_LOSS, .live = TRUE,
    .offset = AT (parameters), .least = -1e300, .greatest = 1e300, .initial = "own",
    .argument = "NAME=VALUE,...", .title = N_ ("Loss parameters"), .help = N_ ("Values of the loss's own parameters."),
  },
  [LAB_SETTING_CLASS_WEIGHTS] = {
    .id = LAB_SETTING_CLASS_WEIGHTS,
    .name = "class-weights", .type = LAB_SETTING_TYPE_CLASS_WEIGHTS, .scope = LAB_SETTING_OF_LOSS, .live = TRUE,
    .offset = AT (class_weights), .least = 0.0, .greatest = 1e6, .initial = "own",
    .argument = "CLASS=WEIGHT,...|balanced", .title = N_ ("Class weights"),
    .help = N_ ("How much a mistake on a class costs; balanced weighs rare classes up."),
  },
  [LAB_SETTING_OPTIMIZER] = {
    .id = LAB_SETTING_OPTIMIZER,
    .name = "optimizer", .type = LAB_SETTING_TYPE_CHOICE, .scope = LAB_SETTING_OF_TRAINING,
    .offset = AT (optimizer), .initial = "adam", .choices = "adam|sgd", .argument = "adam|sgd",
    .title = N_ ("Optimiser"), .help = N_ ("How a step follows from the gradient: Adam, or SGD with momentum."),
  },
  [LAB_SETTING_LEARNING_RATE] = {
    .id = LAB_SETTING_LEARNING_RATE,
    .name = "lr", .type = LAB_SETTING_TYPE_REAL, .scope = LAB_SETTING_OF_TRAINING, .live = TRUE,
    .offset = AT (learning_rate), .least = 0.0, .open = TRUE, .greatest = 1e6, .initial = "0.001",
    .argument = "RATE", .title = N_ ("Learning rate"), .help = N_ ("How far a step goes."),
  },
  [LAB_SETTING_MOMENTUM] = {
    .id = LAB_SETTING_MOMENTUM,
    .name = "momentum", .type = LAB_SETTING_TYPE_REAL, .scope = LAB_SETTING_OF_TRAINING, .live = TRUE,
    .offset = AT (momentum), .least = 0.0, .greatest = 0.9999, .initial = "0.9", .argument = "NUMBER",
    .title = N_ ("Momentum (SGD)"), .help = N_ ("How much of the last step goes on in the next; of SGD alone."),
  },
  [LAB_SETTING_BATCH_SIZE] = {
    .id = LAB_SETTING_BATCH_SIZE,
    .name = "batch-size", .type = LAB_SETTING_TYPE_INTEGER, .scope = LAB_SETTING_OF_TRAINING,
    .offset = AT (batch_size), .least = 1.0, .greatest = 1000000.0, .initial = "64", .argument = "N",
    .title = N_ ("Batch size"), .help = N_ ("How many pictures make one step."),
  },
  [LAB_SETTING_EPOCHS] = {
    .id = LAB_SETTING_EPOCHS,
    .name = "epochs", .type = LAB_SETTING_TYPE_INTEGER, .scope = LAB_SETTING_OF_TRAINING, .offset = AT (epochs),
    .least = 1.0, .greatest = 10000.0, .initial = "5", .argument = "N", .title = N_ ("Epochs"),
    .help = N_ ("How often the networks see every training picture."),
  },
  [LAB_SETTING_EVALUATIONS] = {
    .id = LAB_SETTING_EVALUATIONS,
    .name = "evaluations", .type = LAB_SETTING_TYPE_INTEGER, .scope = LAB_SETTING_OF_TRAINING,
    .offset = AT (evaluations), .least = 1.0, .greatest = 1000.0, .initial = "8", .argument = "N",
    .title = N_ ("Evaluations an epoch"), .help = N_ ("How often in an epoch the networks are tested on the test set."),
  },
  [LAB_SETTING_SEED] = {
    .id = LAB_SETTING_SEED,
    .name = "seed", .type = LAB_SETTING_TYPE_SEED, .scope = LAB_SETTING_OF_TRAINING, .offset = AT (seed),
    .least = 0.0, .greatest = 9007199254740991.0, .initial = "1", .argument = "N", .title = N_ ("Seed"),
    .help = N_ ("The starting weights and the order of the batches, the same for every loss."),
  },
};

const LabSetting *
lab_setting_find (const char *name)
{
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (g_str_equal (lab_settings[i].name, name))
      return &lab_settings[i];
  return NULL;
}
