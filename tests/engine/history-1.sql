-- The tables of a history as the first version made them.
PRAGMA application_id = 0x4c6f7373;
PRAGMA user_version = 1;
CREATE TABLE experiment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  created INTEGER NOT NULL,
  file TEXT NOT NULL);
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  experiment INTEGER NOT NULL REFERENCES experiment,
  title TEXT NOT NULL,
  side INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  loss TEXT NOT NULL,
  dataset TEXT NOT NULL,
  state TEXT NOT NULL,
  owner INTEGER,
  created INTEGER NOT NULL,
  parent INTEGER REFERENCES run ON DELETE SET NULL,
  parent_step INTEGER,
  step INTEGER NOT NULL DEFAULT 0,
  n_steps INTEGER NOT NULL,
  steps_per_epoch INTEGER NOT NULL,
  n_classes INTEGER NOT NULL,
  test_accuracy REAL,
  balanced_accuracy REAL,
  diverged_step INTEGER,
  diverged_where TEXT,
  pinned INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER,
  tags TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL);
CREATE INDEX run_by_age ON run (created, id) WHERE deleted IS NULL;
CREATE INDEX run_by_experiment ON run (experiment);
CREATE INDEX run_in_training ON run (owner) WHERE state = 'training';
CREATE INDEX run_deleted ON run (deleted) WHERE deleted IS NOT NULL;
CREATE INDEX run_by_parent ON run (parent) WHERE parent IS NOT NULL;
CREATE TABLE spec (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  file TEXT NOT NULL,
  fingerprint TEXT NOT NULL);
CREATE TABLE journal (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  position INTEGER NOT NULL,
  step INTEGER NOT NULL,
  setting TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, position));
CREATE TABLE series (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  start INTEGER NOT NULL,
  numbers BLOB NOT NULL,
  PRIMARY KEY (run, name, start));
CREATE TABLE evaluation (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  test_accuracy REAL,
  test_loss REAL,
  test_cross_entropy REAL,
  test BLOB NOT NULL,
  validation BLOB,
  train BLOB,
  test2 BLOB,
  validation2 BLOB,
  train2 BLOB,
  PRIMARY KEY (run, step));
CREATE TABLE weights (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  theta BLOB NOT NULL,
  PRIMARY KEY (run, step));
CREATE TABLE epoch (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  loss REAL,
  seconds REAL NOT NULL,
  PRIMARY KEY (run, epoch));
CREATE TABLE checkpoint (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  evaluated INTEGER NOT NULL,
  loss_sum REAL,
  seconds REAL NOT NULL,
  mean REAL,
  mean_weight REAL,
  n_journal INTEGER NOT NULL,
  theta BLOB NOT NULL,
  average1 BLOB,
  average2 BLOB);
CREATE TABLE owner (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  opened INTEGER NOT NULL);
CREATE TABLE preference (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL);
