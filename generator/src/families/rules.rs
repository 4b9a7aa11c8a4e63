//! The rules that families are inferred by: each has an id that is printed beside what it found.

use crate::rules::rules;

rules! {
    /// Every rule, in the order of the steps.
    RULES: ();

    ID_ANSWERED = "id-answered", (), "a create action answers an id that the request does not have and that is named like the thing";
    ID_ALONE = "id-alone", (), "a create action answers one new id, of another name";
    ID_LISTED = "id-listed", (), "a create action answers texts in a list named like the thing, and other actions take such ids";
    ID_CHOSEN = "id-chosen", (), "the delete action takes the parent's id and one more parameter, which the create action takes too";
    ID_SHOWN = "id-shown", (), "what is created from a list is shown in a list of that name, with an id that a delete action takes";
    CREATE = "create", (), "a verb of creating, and the family's id in the answer";
    DELETE = "delete", (), "a verb of ending, the thing's name and nothing else, and its id";
    MODIFY = "modify", (), "a verb of changing, the thing's name, and its id";
    MODIFY_BY_ID = "modify-by-id", (), "a verb of changing and one id; every other parameter is a field of the thing";
    VIEW_NAMED = "view-named", (), "a verb of reading, the thing's name, and objects with its id in the answer";
    VIEW_FIELD = "view-field", (), "a verb of reading, and a field named like the thing with objects that have its id";
    VIEW_WHOLE = "view-whole", (), "a verb of reading, the thing's name and its id; the answer has the fields of one";
    VIEW_OF_MEMBERS = "view-of-members", (), "a verb of reading and the name of a list; the answer has the list within objects with the owner's id";
    SHOW_MEMBERS = "show-members", (), "a verb of reading, and a field named like a list that other actions change";
    MEMBERS_NAMED = "members-named", (), "a verb of adding or taking away, a list that the action is named after, and the owner's id";
    MEMBERS_KNOWN = "members-known", (), "the action names a list that other actions add to, and its owner's id";
    MEMBERS_OF_OWNER = "members-of-owner", (), "a verb of adding or taking away, the owner's name behind it, and one list";
    MEMBERS_SWAP = "members-swap", (), "two lists of the same name with Old and New in front";
    ACT = "act", (), "the thing's name and its id, and nothing that a field shows";
    ACT_OPERATION = "act-operation", (), "the thing's name and its id, and a parameter that says what to do";
    ACT_RELATION = "act-relation", (), "the thing's name and its id, and the id of another thing, to which it is related";
    TASK = "task", (), "a verb of reading, the name of a task in the request, and a field whose values are states of tasks";
    STATUS_MAKING = "status-making", (), "a create action goes on after its answer, and a listed value of the status says that the thing is being made";
    RENAME_CASE = "rename-case", (), "the same letters, written large and small in another way";
    RENAME_ITEM = "rename-item", (), "each value of a list is the field of one thing: Ports, Port";
    RENAME_LIST = "rename-list", (), "the same list, named in another way: Tags, TagSet";
    RENAME_NOUN = "rename-noun", (), "the thing's name is in front of one of them: Name, KiteName";
    RENAME_NEW = "rename-new", (), "New is in front of what is sent";
    RENAME_ALIKE = "rename-alike", (), "words that are short for each other: Description, Desc";
    RENAME_STRUCTURE = "rename-structure", (), "the only two of the same structure";
    RENAME_END = "rename-end", (), "a number whose name has all words of the other behind its first one, and no other field is so";
    MISSING_OWN = "missing-own", (), "the action lists a code for what is not there that names the thing";
    MISSING_OWN_GENERAL = "missing-own-general", (), "the action lists a code for what is not there";
    MISSING_OWN_INVALID = "missing-own-invalid", (), "the action lists a code for an invalid id of the thing";
    MISSING_OWN_VALUE = "missing-own-value", (), "the action lists a code for invalid values only";
    MISSING_LISTED = "missing-listed", (), "the API lists a code for what is not there that names the thing; the action does not";
    MISSING_LABEL = "missing-label", (), "the API lists a code with a label that says that something is not there";
    MISSING_LISTED_GENERAL = "missing-listed-general", (), "the API lists a code for what is not there in general; the action does not";
    MISSING_NONE = "missing-none", (), "no list has a code for it";
    NONE_VERB = "none-verb", (), "the name begins with no verb of the table";
    NONE_NEW_ID = "none-new-id", (), "a verb of creating, and nothing new in the answer that other actions take";
    NONE_ALONE = "none-alone", (), "it creates, and no other action takes the id";
    NONE_NOUN = "none-noun", (), "it is not named after a thing that an action creates, or does not take its id";
    NONE_SELECT = "none-select", (), "it needs a parameter that selects by something that is not kept";
    CORRECTED = "corrected", (), "a correction says so";
    NONE_CORRECTED = "none-corrected", (), "a correction says so";
}
