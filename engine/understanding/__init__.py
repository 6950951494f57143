"""What people write becomes commands, and one policy decides what is done about them.

Pure: no clock, no store, no model. A message is made ready once (`sentence`), readers propose
commands, each with the words that it stands on and how sure it is (`readers`), and the policy
takes one decision (`policy`). What may be named, asked and taken comes in as a `Scene` and as
`Ways`; the flow engine acts on the decision.

* `sentence`, `lexicon`: the text, mended; `names`: names that can be found in it
* `kinship`: words of one family
* `commands`, `wish`: what readers propose
* `intents`, `booked`, `questions`: what flows can give an exit to; `booked`: of a booking one has
* `readers`: from a sentence to commands
* `decisions`: where the conversation stands, and what may be decided
* `policy`: from commands to a decision, with `value_rules` and `own_booking_rules`; `ending`: what
  is said after all is done
* `scene`: what is asked, on the phone, and can be named
* `proposals`: a further reader, asked over the network
* `patterns`, `small_talk`: words and expressions that several readers use; `necessary`: what a
  text must have before an expression can match in it
"""
