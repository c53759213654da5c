-- What somebody wrote beside the figures can be taken back, a name written by mistake above all: the words go; that there was something, and who took it back when, stays.
alter table annotation
  add column taken_back_by text,
  add column taken_back_at timestamptz,
  drop constraint annotation_words_check,
  add check (length(words) <= 200 and (words = '') = (taken_back_at is not null));
alter table change_plan
  add column taken_back_by text,
  add column taken_back_at timestamptz,
  drop constraint change_plan_question_check,
  add check (length(question) <= 200 and (question = '') = (taken_back_at is not null)),
  add check (also_changed = '' or taken_back_at is null);
alter table rebase drop constraint rebase_reason_check;
update rebase set reason = '' where taken_back_at is not null;
alter table rebase add check (length(reason) <= 200 and (reason = '') = (taken_back_at is not null));
