"""Words of pages that are *about* documents: articles, forms, shops, parcels, games. They speak against every rule."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import words

HEAVY: Final = words(
    "登记表|立即咨询|加急|出签|特价|续签|换领|小程序|缴费|代办|公司注册|房源|总价|支付成功|付款成功|交易成功|"
    "转账成功|协议书|申请表|申请书|报名表|信息表|调查表|问卷|简历|价目表|价格表|收费标准|报价单|攻略|教程|指南|"
    "怎么办|如何办理|如何|怎么|办理流程|办理材料|所需材料|须知|常见问题|注意事项|科普|解读|问答|阅读全文|阅读量|"
    "点赞|小编|公众号|订单编号|订单号|订单详情|加入购物车|立即购买|确认收货|实付款|运单号|快递|收件人|寄件人|派送|"
    "请上传|上传照片|点击上传|题库|考试题|招聘|记者|APPLICATION FORM|RENEWAL|PROCESSING TIME|COUPON|GIFT CARD|"
    "REQUIRED DOCUMENTS|TRANSACTIONS|PAY NOW|HOW TO|FREQUENTLY ASKED|FAQ|MIN READ|READ MORE|SUBSCRIBE|ADD TO CART|"
    "ORDER NUMBER|ORDER NO|SHIPPING|TRACKING|WHAT YOU NEED|PRICE LIST|CHECKLIST|STEP 1|INVOICE|RECEIPT|请填写|填写|"
    "保单|电子客票|登机牌|检票|课程表|GUIDE|ARTICLE|QUESTIONNAIRE|SURVEY|REGISTRATION FORM|价格|套餐|商品|下单|"
    "优惠|满减|攻击力|等级|任务|背包|充值"
)
LIGHT: Final = words(
    "评论|万元|首付|户型|工作日|公布|安排|优惠购票|照片|精修|收藏|转发|关注|作者|来源|编辑|发布|浏览|步骤|材料|"
    "流程|办理|复印件|原件|携带|补办|换证|丢失|挂失|客服|在线|咨询|订单|物流|包邮|运费|示例|样例|上传|下一步|提交|"
    "返回|首页|搜索|登录|注册会员|代办|翻译|文章|新闻|报道|违章|扣分|罚款|规定|条例|ORDER|CART|PRICE|QTY|TOTAL|"
    "COMMENTS|SHARE|LIKE|UPLOAD|SUBMIT|NEXT|LOGIN|WHAT IS|APPLY|FEE|FEES|RENEW|LEVEL|SCORE|HP|必填|选填|签字|填表|"
    "发货|配送|商家|评价|合计|数量|单价|小计|元"
)
